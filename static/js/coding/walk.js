/* From unit to unit: inside the thread on the screen only the focus moves, to another thread its page takes the place. */
import { announce } from "./announce.js";
import { refusalOf, showConflict } from "./conflict.js";
import { setUpMemo, showMemo } from "./memo.js";
import { fetchAhead, pageOf, show } from "./pages.js";
import { elementOf, postOf } from "./places.js";
import { isClosed, liveIn, openDimensions } from "./rules.js";
import { define, draw } from "./screen.js";
import { dropNative } from "./selection.js";
import { fill, say, showProgress, showStatus } from "./status.js";
import { catchUp, readModel } from "./unit.js";
import { isVeiled, setUpVeils } from "./veil.js";
import { fold, goToUnit, revealDimension } from "./view.js";

const NARROW = window.matchMedia("(max-width: 55.99rem)");
let moving = null;

/* While the next page is fetched: a promise of whether it came. What is typed meanwhile is meant for it. */
export const onItsWay = () => moving;

export function redraw(desk) {
  draw(desk);
  showConflict(desk, refusalOf(desk.queue.state, desk.unit));
}

/* What the queue says of itself is shown, on whichever unit the coder is. */
export function showQueue(desk, state) {
  showStatus(state, desk.said);
  showProgress(desk.progress, state.waiting);
  if (desk.unit) showConflict(desk, refusalOf(state, desk.unit));
}

export function goToDimension(desk, dimension, { isQuiet = false } = {}) {
  if (!dimension) return;
  desk.current = dimension;
  redraw(desk);
  revealDimension(desk.root, dimension);
  if (!isQuiet) define(desk.root, liveIn(dimension, desk.unit.live)[0]?.code ?? dimension.uuid);
}

/* The next dimension without an answer, after the current one and then from the start. */
export function nextOpen({ unit, current }) {
  const open = openDimensions(unit.dimensions, unit.live);
  const at = unit.dimensions.indexOf(current);
  return open.find((dimension) => unit.dimensions.indexOf(dimension) > at) ?? open[0];
}

export const isAnswered = (unit) => unit.dimensions.every((dimension) => isClosed(dimension, unit.live));

/* Another unit of the page becomes the current one. */
export function turnTo(desk, unit, { focus = false, isCalm = false } = {}) {
  desk.unit = unit;
  desk.selection = null;
  // Time spent on a unit that was left without an act is nobody's.
  desk.clock.take();
  dropNative();
  catchUp(unit, desk.queue.of(unit.assignment));
  desk.current = openDimensions(unit.dimensions, unit.live)[0] ?? unit.dimensions[0];
  if (desk.current) goToDimension(desk, desk.current);
  else redraw(desk);
  showMemo(desk.root, unit);
  if (unit.title) document.title = unit.title;
  for (const [way, address] of [["previous", unit.previous], ["next", unit.next]]) {
    const link = desk.root.querySelector(`a[data-do=${way}]`);
    if (address) link.href = address;
    else link.removeAttribute("href");
    link.setAttribute("aria-disabled", String(!address));
  }
  goToUnit(desk.root, unit, { focus, isCalm });
  showQueue(desk, desk.queue.state);
  const veiled = isVeiled(postOf(desk.root, unit)) ? ` ${desk.said.isVeiled}` : "";
  if (focus) announce((elementOf(desk.root, unit)?.getAttribute("aria-label") ?? "") + veiled);
  fetchAhead(unit, () => !desk.queue.state.isSending && !desk.queue.state.isSignedOut);
}

/* A page has come onto the screen. */
export function begin(desk, root, { address = location.pathname, focus = false } = {}) {
  const before = desk.model.version;
  desk.root = root;
  desk.model = readModel(root);
  desk.units = desk.model.units;
  for (const unit of desk.units) catchUp(unit, desk.queue.of(unit.assignment));
  const unit = desk.units.find((one) => one.page === address.split("?")[0])
    ?? desk.units.find((one) => one.assignment === desk.model.current) ?? desk.units[0];
  setUpMemo(root, desk.said, desk.queue);
  setUpVeils(root);
  root.querySelector("[data-do=fold]").hidden = false;
  for (const link of root.querySelectorAll("[data-sign-in-link]")) link.href = desk.model.login;
  turnTo(desk, unit, { focus });
  if (desk.model.version !== before) say(fill(desk.said.moved, desk.model.version), { seconds: 12 });
  if (NARROW.matches && !address.includes("?")) fold(root, unit, true);
}

export async function go(desk, address, { isBack = false } = {}) {
  if (moving || !address) return false;
  const here = desk.units.find((one) => one.page === address);
  if (here) {
    if (!isBack) history.pushState({ address }, "", address);
    turnTo(desk, here, { focus: true, isCalm: true });
    return true;
  }
  moving = fetchAndShow(desk, address, isBack);
  const hasCome = await moving;
  moving = null;
  return hasCome;
}

async function fetchAndShow(desk, address, isBack) {
  desk.root.setAttribute("aria-busy", "true");
  const page = await pageOf(address);
  desk.root.removeAttribute("aria-busy");
  if (!page) {
    say(desk.said.offline, { tone: "bad" });
    window.addEventListener("online", () => go(desk, address), { once: true });
    return false;
  }
  if (!isBack) history.pushState({ address }, "", address);
  begin(desk, show(page), { address, focus: true });
  return true;
}

/* The page of the current unit from the server, in the place of this one. */
export const readAgain = (desk) => fetchAndShow(desk, desk.unit.page, true);

/* The unit that a press with the mouse landed in, when it is another than the current one. */
export function unitAt(desk, element) {
  const assignment = element.closest("[data-unit]")?.dataset.unit;
  return desk.units.find((one) => one.assignment === assignment && one !== desk.unit);
}

/* Up to the post that this one answers; the coder stays on the unit and comes back with the next step. */
export function goToParent(desk) {
  const post = postOf(desk.root, desk.unit);
  const parent = post?.dataset.parent && desk.root.querySelector(`[data-post="${post.dataset.parent}"]`);
  if (!parent) return say(post ? desk.said.noParent : desk.said.onThread);
  const unit = desk.units.find((one) => one.kind === "post" && one.post === post.dataset.parent);
  if (unit) return go(desk, unit.page);
  if (desk.root.classList.contains("is-folded")) fold(desk.root, desk.unit, false);
  parent.tabIndex = -1;
  parent.scrollIntoView({ block: "center", behavior: "instant" });
  parent.focus({ preventScroll: true });
  return announce(fill(desk.said.parentIs, parent.textContent.trim().replace(/\s+/g, " ").slice(0, 400)));
}
