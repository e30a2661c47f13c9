/* The words that the next code goes on: chosen by mouse or touch, by sentences on the keyboard, or none (the whole unit). */
import { toPoints, words } from "./offsets.js";
import { boundsOf, indexIn, textOf, textPlace } from "./places.js";
import { moved, narrowed, steps } from "./stepping.js";

/* desk.selection: null | {start, end, anchor, way: "native" | "steps", editing?: mark} */

export const quoteOf = (desk, { start, end }) => words(textOf(textPlace(desk.root, desk.unit)), start, end);

/* What the mouse or the finger has selected inside the text of the unit; null elsewhere. */
export function nativeSelection(root, unit) {
  const place = textPlace(root, unit);
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!place || !range || range.collapsed) return null;
  const text = textOf(place);
  const from = indexIn(place, range.startContainer, range.startOffset);
  const to = indexIn(place, range.endContainer, range.endOffset);
  if (from === null || to === null) return null;
  const blankBefore = text.slice(from, to).match(/^\s*/)[0].length;
  const core = text.slice(from, to).trim();
  const { low, high } = boundsOf(unit);
  const start = Math.max(low, toPoints(text, from + blankBefore));
  const end = Math.min(high, toPoints(text, from + blankBefore + core.length));
  return start < end ? { start, end, anchor: null, way: "native" } : null;
}

/* A step of the keyboard; the first selects the first sentence. */
export function stepped(desk, { by, isWord, isExtending }) {
  const place = textPlace(desk.root, desk.unit);
  if (!place) return null;
  const { low, high } = boundsOf(desk.unit);
  const list = steps(textOf(place), isWord ? "word" : "sentence", place.lang || "fr", low, high);
  const now = desk.selection;
  const entersWords = isWord && !isExtending && now && !now.isWord;
  const next = (entersWords && narrowed(list, now, by)) || moved(list, now, by, isExtending);
  return next && { ...next, way: "steps", isWord, editing: now?.editing };
}

export function dropNative() {
  if (getSelection().rangeCount) getSelection().removeAllRanges();
}

/* The line above the codes says what the next code goes on, always in the same place. */
export function showTarget(desk) {
  const { root, unit, selection, said } = desk;
  const line = root.querySelector("[data-target]");
  line.classList.toggle("is-words", Boolean(selection));
  const kinds = { thread: said.onThread, segment: said.onSegment, post: said.onPost };
  line.querySelector("[data-target-words]").textContent = selection ? `“${quoteOf(desk, selection)}”` : kinds[unit.kind];
  line.querySelector("[data-target-on]").textContent = selection?.editing ? said.movesTo : said.codeGoesOn;
  line.querySelector("[data-do=wholeUnit]").hidden = !selection;
  line.querySelector("[data-do=sentences]").hidden = Boolean(selection) || unit.kind === "thread";
  line.querySelector("[data-do=movePassage]").hidden = !selection?.editing;
  line.querySelector("[data-do=inVivo]").hidden = !selection || !desk.model.inVivo;
  root.classList.toggle("has-words", Boolean(selection));
  root.classList.toggle("is-stepping", selection?.way === "steps");
}

/* Keep the selected words in sight while they are stepped through. */
export function revealSelected(root) {
  const piece = root.querySelector(".post-text .is-selected");
  piece?.scrollIntoView({ block: "nearest" });
}
