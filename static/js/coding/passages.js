/* Passages in the text: underlines one below the other with the key of their code, and the list of them under the post. */
import { pieces, withLanes } from "./lanes.js";
import { toIndex, words } from "./offsets.js";
import { boundsOf, elementOf, textOf, textPlace } from "./places.js";
import { passagesIn } from "./rules.js";

const LANES = 4;

/* Draw the text of a post anew, with what is coded in the units that lie on it (several, where units are segments):
   `looks` gives {name, key, colour} of a code, `selected` is {start, end} or null. */
export function drawText(place, units, looks, selected) {
  const text = textOf(place);
  const passages = withLanes(units.flatMap((unit) => passagesIn(unit.live)).map((mark) => ({ ...mark, ...looks(mark.code) })));
  const segment = units.map(boundsOf).filter(({ high }) => high < Infinity)
    .map(({ low, high }) => ({ start: low, end: high, kind: "segment", lane: LANES + 1 }));
  const chosen = selected ? [{ ...selected, kind: "selected", lane: -1 }] : [];
  const drawn = JSON.stringify([passages.map(({ start, end, code }) => [start, end, code]), chosen, segment]);
  if ((place.dataset.drawn ?? "[[],[],[]]") === drawn) return;
  place.dataset.drawn = drawn;
  const lowest = Math.max(-1, ...passages.map((one) => one.lane));
  place.dataset.lanes = String(Math.min(LANES, lowest + 1));
  const parts = [];
  for (const piece of pieces([...text].length, [...passages, ...segment, ...chosen])) {
    const letters = text.slice(toIndex(text, piece.start), toIndex(text, piece.end));
    parts.push(piece.over.reduceRight((inner, one) => wrap(inner, one, piece.start), document.createTextNode(letters)));
  }
  place.replaceChildren(...parts);
}

function wrap(inner, one, start) {
  const outer = document.createElement(one.kind ? "mark" : "span");
  if (one.kind) outer.className = one.kind === "segment" ? "is-segment" : "is-selected";
  else outer.className = `passage ${one.colour} lane${Math.min(one.lane, LANES - 1)}`;
  if (!one.kind && one.start === start) outer.dataset.key = one.key || "·";
  outer.append(inner);
  return outer;
}

/* The list under the post: each passage can be reached, taken up for a change, and taken off. */
export function drawList(root, unit, looks, said, fill) {
  const list = elementOf(root, unit)?.querySelector("[data-passages]");
  if (!list) return;
  const text = textOf(textPlace(root, unit));
  const focused = list.contains(document.activeElement) ? [...list.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  list.replaceChildren(...passagesIn(unit.live).map((mark) => line(mark, words(text, mark.start, mark.end), looks(mark.code), said, fill)));
  if (focused < 0) return;
  // The one that was taken off had the focus: it goes to its neighbor, or back to the unit.
  const buttons = [...list.querySelectorAll("button")];
  (buttons[Math.min(focused, buttons.length - 1)] ?? elementOf(root, unit)).focus({ preventScroll: true });
}

function line(mark, quote, look, said, fill) {
  const item = document.createElement("li");
  item.className = `passage-line ${look.colour}`;
  const place = `${mark.code} ${mark.start} ${mark.end}`;
  const take = button("passage-take", place, "takePassage");
  take.setAttribute("aria-description", said.changePassage);
  const key = document.createElement("kbd");
  key.setAttribute("aria-hidden", "true");
  key.textContent = look.key || "·";
  const name = document.createElement("strong");
  name.textContent = look.name;
  const cited = document.createElement("q");
  cited.textContent = quote.length > 90 ? `${quote.slice(0, 88)}…` : quote;
  take.append(key, name, cited);
  const remove = button("passage-remove", place, "removePassage");
  remove.setAttribute("aria-label", fill(said.removePassage, `${look.name}: “${quote.slice(0, 60)}”`));
  remove.textContent = "×";
  item.append(take, remove);
  return item;
}

function button(name, place, command) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: name });
  Object.assign(made.dataset, { do: command, passage: place });
  return made;
}

export function passageOf(element) {
  const [code, start, end] = element.dataset.passage.split(" ");
  return { code, start: Number(start), end: Number(end) };
}
