/* Where a unit stands on the page: its element, the post around it, and the text of that post. */
const texts = new WeakMap();

export const elementOf = (root, unit) => root.querySelector(`[data-unit="${unit.assignment}"]`);
export const postOf = (root, unit) => elementOf(root, unit)?.closest("[data-post]") ?? null;
export const textPlace = (root, unit) => (unit.kind === "thread" ? null : postOf(root, unit)?.querySelector("[data-post-text]") ?? null);

/* The text as the server wrote it; drawing adds elements to it, never letters. */
export function textOf(place) {
  if (!place) return "";
  if (!texts.has(place)) texts.set(place, place.textContent);
  return texts.get(place);
}

/* What of the text the unit is: all of it, or a segment. */
export const boundsOf = (unit) => ({ low: unit.start ?? 0, high: unit.end ?? Infinity });

/* UTF-16 index of a place in the document inside the text, or null outside of it. */
export function indexIn(place, node, offset) {
  if (!place.contains(node)) return null;
  const range = document.createRange();
  range.setStart(place, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}
