/* Sentences and words of a text as steps of the keyboard; every place is in code points. */
import { toPoints } from "./offsets.js";

const CRUDE = { sentence: /[^.!?…\n]+[.!?…»"”)]*|[.!?…]+/gu, word: /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}/gu };
const HAS_INK = /[\p{L}\p{N}\p{S}]/u;

function raw(text, granularity, language) {
  if (!globalThis.Intl?.Segmenter) return [...text.matchAll(CRUDE[granularity])].map((found) => [found.index, found[0]]);
  return [...new Intl.Segmenter(language, { granularity }).segment(text)].map((piece) => [piece.index, piece.segment]);
}

/* -> [{start, end}], blanks around left out; pieces of blanks or of mere punctuation are no step. */
export function steps(text, granularity, language = "fr", low = 0, high = Infinity) {
  const found = [];
  for (const [index, segment] of raw(text, granularity, language)) {
    const core = segment.trim();
    if (!HAS_INK.test(core)) continue;
    const from = index + segment.indexOf(core);
    const start = Math.max(low, toPoints(text, from));
    const end = Math.min(high, toPoints(text, from + core.length));
    if (start < end) found.push({ start, end });
  }
  return found;
}

const within = (list, place) => Math.max(0, list.findLastIndex((one) => one.start <= place));

/* The first or the last step inside a longer selection: from sentences on to their words. */
export function narrowed(list, selection, by) {
  const inside = list.filter((one) => selection.start <= one.start && one.end <= selection.end);
  return inside.length > 1 ? { ...inside.at(by > 0 ? 0 : -1), anchor: null } : null;
}

/* The selection a step further: `by` is 1 or -1. Extending moves the end that moved last; `anchor` stays. */
export function moved(list, selection, by, isExtending) {
  if (list.length === 0) return null;
  if (!selection) return { ...list[by > 0 ? 0 : list.length - 1], anchor: null };
  if (!isExtending) {
    const at = within(list, by > 0 ? selection.end - 1 : selection.start);
    const isExact = list[at].start === selection.start && list[at].end === selection.end;
    const next = list[Math.min(list.length - 1, Math.max(0, isExact || list[at].start < selection.end ? at + by : at))];
    return { ...next, anchor: null };
  }
  const anchor = selection.anchor ?? { start: selection.start, end: selection.end };
  const isBackward = selection.start < anchor.start || (selection.end === anchor.end && by < 0);
  if (isBackward) {
    const at = within(list, selection.start);
    const start = by < 0 ? list[Math.max(0, at - 1)].start : (list.find((one) => one.start > selection.start)?.start ?? selection.start);
    return { start: Math.min(start, anchor.start), end: anchor.end, anchor };
  }
  const at = within(list, selection.end - 1);
  const end = by > 0 ? list[Math.min(list.length - 1, at + 1)].end : (list.findLast((one) => one.end < selection.end)?.end ?? selection.end);
  return { start: anchor.start, end: Math.max(end, anchor.end), anchor };
}
