/* Draw a unit: pressed codes, answered dimensions, chips, the definition of the code in focus. */
import { isClosed, liveIn } from "./rules.js";

const byCode = (root, code) => root.querySelector(`[data-code="${code}"]`);

export function draw(root, unit, current) {
  root.classList.add("is-live");
  for (const button of root.querySelectorAll("[data-code]")) {
    button.setAttribute("aria-pressed", String(unit.live.has(button.dataset.code)));
  }
  for (const dimension of unit.dimensions) {
    const section = root.querySelector(`[data-dimension="${dimension.uuid}"]`);
    const isCurrent = dimension === current;
    section.classList.toggle("is-current", isCurrent);
    section.classList.toggle("is-closed", isClosed(dimension, unit.live));
    section.querySelector("[data-go-dimension]").setAttribute("aria-expanded", String(isCurrent));
    section.querySelector("[data-chosen]").replaceChildren(...liveIn(dimension, unit.live).map((code) => chip(root, code)));
  }
  const chosen = unit.dimensions.flatMap((dimension) => liveIn(dimension, unit.live));
  root.querySelector("[data-unit-chips]")?.replaceChildren(...chosen.map((code) => chip(root, code)));
  const mark = root.querySelector("[data-done-mark]");
  if (mark) mark.hidden = !unit.submitted;
  root.querySelector("[data-unit]")?.classList.toggle("is-done", unit.submitted);
}

export function chip(root, code) {
  const button = byCode(root, code);
  const piece = document.createElement("span");
  piece.className = `chip ${button?.dataset.colour ?? "k15"}`;
  const swatch = document.createElement("span");
  swatch.className = "swatch";
  piece.append(swatch, button?.querySelector("[data-code-name]").textContent ?? "?");
  return piece;
}

export function define(root, code) {
  const wanted = code ? root.querySelector(`[data-definition="${code}"]`) : null;
  for (const wording of root.querySelectorAll("[data-definition]")) wording.hidden = wording !== wanted;
  root.querySelector("[data-definition-hint]").hidden = Boolean(wanted);
  root.querySelector("[data-definitions]").scrollTop = 0;
}

/* The current dimension comes fully into view inside its own scrolling list. */
export function reveal(root, dimension) {
  const list = root.querySelector("[data-codes]");
  const section = root.querySelector(`[data-dimension="${dimension.uuid}"]`);
  if (list.scrollHeight <= list.clientHeight) return;
  const offset = section.getBoundingClientRect().top - list.getBoundingClientRect().top;
  list.scrollTop += offset - 4;
}

/* The unit goes to the upper third, its top always visible under the bar. */
export function goToUnit(root, { focus = false } = {}) {
  const target = root.querySelector("[data-unit]") ?? root.querySelector("[data-thread]");
  if (focus) target.focus({ preventScroll: true });
  const box = target.getBoundingClientRect();
  const bar = document.querySelector(".topbar").offsetHeight + 12;
  const room = window.innerHeight - bar - (root.querySelector(".dock")?.offsetHeight ?? 0);
  const above = Math.max(0, Math.min(room / 3, room - box.height - 12));
  window.scrollTo({ top: window.scrollY + box.top - bar - above, behavior: "instant" });
}
