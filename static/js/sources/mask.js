// Words selected in the post are put into the form, with their place in code points.

const text = document.querySelector("[data-mask-text]");
const form = document.querySelector("[data-mask-form]");

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!text || !form || !selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  form.elements.words.value = range.toString();
  form.elements.start.value = [...before.toString()].length;
});
