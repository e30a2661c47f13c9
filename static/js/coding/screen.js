/* Draw what is known: the codes of the current unit, and on every unit of the page its chips, passages and state. */
import { drawList, drawText } from "./passages.js";
import { elementOf, textPlace } from "./places.js";
import { drawRecent } from "./recent.js";
import { isClosed, isWhole, liveIn, onWhole, samePlace } from "./rules.js";
import { showTarget } from "./selection.js";
import { fill } from "./status.js";
import { isHandled } from "./unit.js";

export const byCode = (root, code) => root.querySelector(`[data-code="${code}"]`);

/* How a code looks: {name, key, colour}. */
export function lookOf(root, code) {
  const button = byCode(root, code);
  if (!button) return { name: "?", key: "", colour: "k15" };
  const { colour, key = "" } = button.dataset;
  return { name: button.querySelector("[data-code-name]").textContent, key: key.toUpperCase(), colour };
}

export function draw(desk) {
  const { root, unit } = desk;
  root.classList.add("is-live");
  drawCodes(desk);
  const places = new Map();
  for (const other of desk.units) {
    drawUnit(desk, other);
    const place = textPlace(root, other);
    if (place) places.set(place, [...(places.get(place) ?? []), other]);
  }
  const stepped = desk.selection?.way === "steps" ? desk.selection : null;
  for (const [place, units] of places) drawText(place, units, (code) => lookOf(root, code), units.includes(unit) ? stepped : null);
  drawRecent(root, unit, (code) => lookOf(root, code));
  showTarget(desk);
}

function drawCodes({ root, unit, units, current, selection }) {
  const asked = new Set(unit.dimensions.map((dimension) => dimension.uuid));
  for (const section of root.querySelectorAll("[data-dimension]")) section.hidden = !asked.has(section.dataset.dimension);
  const place = selection ?? onWhole(null);
  for (const dimension of unit.dimensions) {
    const section = root.querySelector(`[data-dimension="${dimension.uuid}"]`);
    const live = liveIn(dimension, unit.live);
    const isCurrent = dimension === current;
    for (const button of section.querySelectorAll("[data-code]")) {
      const marks = live.filter((mark) => mark.code === button.dataset.code);
      button.setAttribute("aria-pressed", String(marks.some((mark) => samePlace(mark, place))));
      button.classList.toggle("is-elsewhere", marks.length > 0 && !marks.some((mark) => samePlace(mark, place)));
    }
    section.classList.toggle("is-current", isCurrent);
    section.classList.toggle("is-closed", isClosed(dimension, unit.live));
    section.querySelector("[data-go-dimension]").setAttribute("aria-expanded", String(isCurrent));
    section.querySelector("[data-chosen]").replaceChildren(...codesOf(live).map((code) => chip(root, code)));
  }
  root.classList.toggle("has-units", units.length > 1);
}

const codesOf = (marks) => [...new Set(marks.map((mark) => mark.code))];

function drawUnit(desk, unit) {
  const { root, said } = desk;
  const element = elementOf(root, unit);
  if (!element) return;
  const isCurrent = unit === desk.unit;
  element.classList.toggle("is-current", isCurrent);
  element.classList.toggle("is-done", isHandled(unit));
  if (isCurrent) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
  const whole = unit.dimensions.flatMap((dimension) => liveIn(dimension, unit.live)).filter(isWhole);
  element.querySelector("[data-unit-chips]")?.replaceChildren(...codesOf(whole).map((code) => chip(root, code)));
  const state = element.querySelector("[data-unit-state]");
  if (state) state.textContent = stateOf(unit, said);
  element.querySelector("[data-unit-doubt]")?.replaceChildren(...(unit.doubted ? [`? ${unit.doubt || said.doubted}`] : []));
  drawList(root, unit, (code) => lookOf(root, code), said, fill);
}

function stateOf(unit, said) {
  if (unit.skipped) return unit.skipReason ? fill(said.isSkippedFor, unit.skipReason) : said.isSkipped;
  if (unit.submitted) return `✓ ${said.isDone}`;
  return unit.live.size > 0 ? said.isBegun : said.toCode;
}

export function chip(root, code) {
  const look = lookOf(root, code);
  const piece = document.createElement("span");
  piece.className = `chip ${look.colour}`;
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  piece.append(swatch, look.name);
  return piece;
}

export function define(root, code) {
  const wanted = code ? root.querySelector(`[data-definition="${code}"]`) : null;
  for (const wording of root.querySelectorAll("[data-definition]")) wording.hidden = wording !== wanted;
  root.querySelector("[data-definition-hint]").hidden = Boolean(wanted);
  root.querySelector("[data-definitions]").scrollTop = 0;
}

