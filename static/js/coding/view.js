/* What is in sight: the unit under the bar and above the dock and the sheet, the current dimension in its list. */
import { elementOf } from "./places.js";

/* The current dimension comes fully into view inside its own scrolling list. */
export function revealDimension(root, dimension) {
  const list = root.querySelector("[data-codes]");
  const section = root.querySelector(`[data-dimension="${dimension.uuid}"]`);
  if (list.scrollHeight <= list.clientHeight) return;
  list.scrollTop += section.getBoundingClientRect().top - list.getBoundingClientRect().top - 4;
}

/* The part of the window that nothing covers: between the bar above and the dock, with the sheet of a narrow screen. */
function clear(root) {
  const top = document.querySelector(".topbar").offsetHeight + 12;
  const sheet = root.querySelector(".coding-codes");
  const covered = getComputedStyle(sheet).position === "fixed" ? sheet.offsetHeight : 0;
  return { top, room: window.innerHeight - top - covered - (root.querySelector(".dock")?.offsetHeight ?? 0) };
}

const placeOf = (root, unit) => elementOf(root, unit) ?? root.querySelector("[data-thread]");

/* The unit goes to the upper third, its top always visible under the bar; one that is well in sight stays where it is. */
export function goToUnit(root, unit, { focus = false, isCalm = false } = {}) {
  const target = placeOf(root, unit);
  if (focus) target.focus({ preventScroll: true });
  const box = target.getBoundingClientRect();
  const { top, room } = clear(root);
  if (isCalm && box.top >= top && box.bottom <= top + room) return;
  const above = Math.max(0, Math.min(room / 3, room - box.height - 12));
  window.scrollTo({ top: window.scrollY + box.top - top - above, behavior: "instant" });
}

/* What grew below the dock comes up again, as far as the top of the unit stays in sight. */
export function keepInSight(root, unit) {
  const box = placeOf(root, unit).getBoundingClientRect();
  const { top, room } = clear(root);
  const hidden = Math.min(box.bottom + 8 - (top + room), box.top - top);
  if (hidden > 0) window.scrollBy({ top: hidden, behavior: "instant" });
}

export function fold(root, unit, isFolded) {
  root.classList.toggle("is-folded", isFolded);
  root.querySelector("[data-do=fold]").setAttribute("aria-pressed", String(isFolded));
  goToUnit(root, unit);
}

/* On a narrow screen the codes are a sheet above the dock; the button in the dock puts it away and brings it back. */
export function toggleSheet(root, unit, isAway = !root.classList.contains("is-sheet-away")) {
  root.classList.toggle("is-sheet-away", isAway);
  root.querySelector("[data-do=sheet]").setAttribute("aria-expanded", String(!isAway));
  goToUnit(root, unit, { isCalm: true });
}
