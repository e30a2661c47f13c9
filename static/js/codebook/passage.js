/* Words selected in the post fill the passage, with their offsets in code points; typing words by hand forgets the offsets. */
const text = () => document.querySelector("[data-passage-text]");
const field = (name) => document.querySelector(`[data-passage-form] [name="${name}"]`);
const points = (string) => [...string].length;

document.addEventListener("selectionchange", () => {
  const place = text();
  const chosen = document.getSelection();
  if (!place || !chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  if (!place.contains(range.startContainer) || !place.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(place);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = points(before.toString()) + points(words) - points(words.trimStart());
  field("words").value = words.trim();
  field("start").value = start;
  field("end").value = start + points(words.trim());
});

document.addEventListener("input", (event) => {
  if (event.target !== field("words")) return;
  field("start").value = "";
  field("end").value = "";
});
