// Words selected in the post are put into the form of a note, with their place in code points.

const text = document.querySelector("[data-note-text]");
const form = document.querySelector("[data-note-form]");

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!text || !form || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  form.elements.passage.value = range.toString();
  form.elements.start.value = [...before.toString()].length;
});
