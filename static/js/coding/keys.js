/* From a key to what is meant. Digits by their place on the keyboard (AZERTY gives "&" for 1), letters by what they write. */

const LETTERS = { j: "next", k: "previous", u: "undo", n: "memo", d: "doubt", s: "sentences", p: "wholeUnit" };
const SHIFTED = { p: "parent", x: "skip", v: "veil", i: "inVivo", w: "warn" };
const SIGNS = { "[": "fold", "]": "unfold", ".": "repeat" };
const PLACES = { Enter: "done", ArrowRight: "nextDimension", ArrowLeft: "previousDimension", Escape: "escape", Delete: "removePassage" };
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]";

export const isTyping = (element) => Boolean(element.closest?.(FIELDS));

/* -> {command}, {key} or null. Keys of the whole site (?, /, Ctrl+K, G then a letter) are left to it. */
export function meaning(event) {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : "";
  const isAltGraph = event.getModifierState("AltGraph");
  if ((event.ctrlKey || event.metaKey) && !isAltGraph) {
    if (letter !== "z" || event.altKey) return null;
    return { command: event.shiftKey ? "redo" : "undo" };
  }
  if (SIGNS[event.key]) return { command: SIGNS[event.key] };
  if (isAltGraph || event.altKey || event.key === "/" || event.key === "?") return null;
  if (event.key === "Enter" && event.shiftKey) return { command: "next" };
  if (PLACES[event.key]) return { command: PLACES[event.key] };
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit) return { key: digit[1] };
  if (event.shiftKey && SHIFTED[letter]) return { command: SHIFTED[letter] };
  if (LETTERS[letter]) return { command: LETTERS[letter] };
  return /^[a-z]$/.test(letter) ? { key: letter } : null;
}

/* While words are selected by keyboard, the keys that step: {by, isWord, isExtending} or null. */
export function stepMeant(event) {
  const isArrow = /^Arrow(Up|Down|Left|Right)$/.test(event.key);
  const letter = event.key.toLowerCase();
  if (!isArrow && (!["j", "k"].includes(letter) || event.ctrlKey || event.metaKey || event.altKey)) return null;
  const isOnward = isArrow ? event.key === "ArrowDown" || event.key === "ArrowRight" : letter === "j";
  return { by: isOnward ? 1 : -1, isWord: event.ctrlKey || event.altKey, isExtending: event.shiftKey };
}

/* Which code a key means: the current dimension's own first; else the next open dimension that has the key; else any. */
export function codeFor(key, dimensions, current, isOpen) {
  const at = Math.max(0, dimensions.indexOf(current));
  const order = [...dimensions.slice(at), ...dimensions.slice(0, at)];
  const own = codeOf(key, order[0]);
  if (own) return own;
  const rest = order.slice(1);
  for (const dimension of [...rest.filter(isOpen), ...dimensions]) {
    const code = codeOf(key, dimension);
    if (code) return code;
  }
  return null;
}

function codeOf(key, dimension) {
  if (!dimension) return null;
  return dimension.codes.find((code) => code.key === key)?.uuid ?? (key === "0" ? dimension.none : null);
}
