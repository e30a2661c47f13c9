/* The coding screen: keys, presses and the queue come together here. */
import { keepMine, showConflict, takeTheirs } from "./conflict.js";
import { codeFor, isTyping, meaning } from "./keys.js";
import { hasUnsavedMemo, setUpMemo } from "./memo.js";
import { fetchAhead, forgetPage, keep, pageOf, show } from "./pages.js";
import { openQueue } from "./queue.js";
import { dimensionOf, isClosed, liveIn, openDimensions } from "./rules.js";
import { define, draw, goToUnit, reveal } from "./screen.js";
import { setUpSearch } from "./search.js";
import { fill, say, showProgress, showStatus } from "./status.js";
import { actsTowards, adopt, catchUp, perform, readUnit, remember, snapshot } from "./unit.js";

let root = document.querySelector("[data-workbench]");
let unit = readUnit(root);
let current = null;
let isMoving = false;
let waitsForPlace = 0;
const said = unit.words;
const { user, session, hasKeys, progress } = unit;
const past = [];
const undone = [];

const conflict = (state = queue.state) => state.waiting.find((one) => one.assignment === unit.assignment && one.refusal)?.refusal ?? null;
const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
const queue = await openQueue({
  user, sessionUrl: session, token,
  onChange: (state) => { showStatus(state, said); showProgress(progress, state.waiting); if (unit) showConflict(root, unit, conflict(state), said); },
  onStored,
});

/* The server has an operation. If this tab has no more to say of its unit, it stands where the server stands. */
function onStored(operation, state, isElsewhere) {
  Object.assign(progress, state.progress);
  if (!isElsewhere || operation.assignment !== unit.assignment || state.sequence <= unit.sequence) return;
  if (queue.of(unit.assignment).some((one) => one.operation_id !== operation.operation_id)) return;
  adopt(unit, state);
  redraw();
  say(said.elsewhere);
}

function redraw() {
  draw(root, unit, current);
  showConflict(root, unit, conflict(), said);
}

function goToDimension(dimension, { isQuiet = false } = {}) {
  if (!dimension) return;
  current = dimension;
  redraw();
  reveal(root, dimension);
  if (!isQuiet) define(root, liveIn(dimension, unit.live)[0] ?? dimension.uuid);
}

/* The next dimension without an answer, after the current one and then from the start. */
function nextOpen() {
  const open = openDimensions(unit.dimensions, unit.live);
  const at = unit.dimensions.indexOf(current);
  return open.find((dimension) => unit.dimensions.indexOf(dimension) > at) ?? open[0];
}

/* Do acts here and now, and hand them to the queue. */
function commit(acts, before) {
  queue.add(unit, acts, unit.sequence);
  for (const act of acts) perform(unit, act);
  remember(unit);
  if (before) {
    past.push({ page: unit.page, assignment: unit.assignment, before, after: snapshot(unit) });
    undone.length = 0;
  }
}

function isHeld() {
  if (!unit.isOpen) say(said.closed);
  else if (conflict()) say(conflict().sentence, { tone: "bad" });
  else return false;
  root.querySelector("[data-conflict]")?.scrollIntoView({ block: "nearest" });
  return true;
}

function press(code) {
  const dimension = dimensionOf(code, unit.dimensions);
  if (!dimension || isHeld()) return;
  const before = snapshot(unit);
  const isTakenOff = unit.live.has(code);
  if (unit.submitted) say(said.reopened);
  commit([...(unit.submitted ? [{ kind: "reopen" }] : []), { kind: isTakenOff ? "retract" : "apply", code }], before);
  current = dimension;
  const moves = !isTakenOff && (dimension.selection === "one" || code === dimension.none);
  if (moves && nextOpen()) goToDimension(nextOpen(), { isQuiet: true });
  else goToDimension(dimension, { isQuiet: true });
  define(root, code);
  if (moves && !nextOpen()) say(said.allAnswered);
}

async function done() {
  if (isMoving || isHeld()) return;
  const open = nextOpen();
  if (open) {
    goToDimension(open);
    say(fill(said.stillOpen, openDimensions(unit.dimensions, unit.live).map((dimension) => dimension.name).join(", ")));
    return;
  }
  if (!unit.submitted) commit([{ kind: "submit" }], snapshot(unit));
  redraw();
  if (unit.nextOpen) await go(unit.nextOpen);
  else await leave(unit.queue);
}

/* Leave the screen once the queue is empty, or after a moment: what is left is sent from the next page. */
async function leave(address) {
  await queue.settled(3000);
  location.assign(address);
}

async function go(address, { isBack = false } = {}) {
  if (isMoving || !address) return false;
  isMoving = true;
  root.setAttribute("aria-busy", "true");
  const page = await pageOf(address);
  isMoving = false;
  root.removeAttribute("aria-busy");
  if (!page) {
    say(said.offline, { tone: "bad" });
    window.addEventListener("online", () => go(address), { once: true });
    return false;
  }
  root = show(page);
  if (!isBack) history.pushState({ address }, "", address);
  begin({ focus: true });
  return true;
}

/* `isForward` says which of undo and redo it is. */
async function step(from, to, isForward) {
  const entry = from.at(-1);
  if (!entry) return say(said.nothingToUndo);
  if (entry.assignment !== unit.assignment && !(await go(entry.page))) return;
  if (isHeld()) return;
  from.pop();
  const target = isForward ? entry.after : entry.before;
  const changed = unit.dimensions.find((dimension) => liveIn(dimension, unit.live).join() !== liveIn(dimension, target.live).join());
  const acts = actsTowards(unit, target);
  if (acts.length > 0) commit(acts, null);
  to.push(entry);
  goToDimension(changed ?? current);
  say(fill(isForward ? said.redone : said.undone, changed?.name ?? said.isDone));
}

const COMMANDS = {
  next: () => (unit.next ? go(unit.next) : say(said.last)),
  previous: () => (unit.previous ? go(unit.previous) : say(said.first)),
  undo: () => step(past, undone, false),
  redo: () => step(undone, past, true),
  done,
  memo: () => root.querySelector("[data-memo-text]").focus(),
  fold: () => fold(!root.classList.contains("is-folded")),
  unfold: () => fold(false),
  nextDimension: () => goToDimension(unit.dimensions[(unit.dimensions.indexOf(current) + 1) % unit.dimensions.length]),
  previousDimension: () => goToDimension(unit.dimensions.at(unit.dimensions.indexOf(current) - 1)),
  takeTheirs: async () => {
    forgetPage(unit.page);
    if (!(await takeTheirs(queue, unit, conflict()))) return location.reload();
    goToDimension(nextOpen() ?? current);
    goToUnit(root);
  },
  keepMine: async () => {
    await keepMine(queue, unit, conflict());
    redraw();
    goToUnit(root);
  },
};

function fold(isFolded) {
  root.classList.toggle("is-folded", isFolded);
  root.querySelector("[data-do=fold]").setAttribute("aria-pressed", String(isFolded));
  goToUnit(root);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (!hasKeys || isTyping(event.target)) return;
  if (Date.now() - waitsForPlace < 1200 || event.key === "g") {
    waitsForPlace = event.key === "g" ? Date.now() : 0;
    return;
  }
  const meant = meaning(event);
  // Enter and the arrows keep their own sense on a control that was reached by Tab.
  const isOnControl = event.target.closest?.("a, button, summary")?.matches(":focus-visible");
  if (!meant || (isOnControl && event.key === "Enter")) return;
  event.preventDefault();
  if (meant.command) {
    if (!event.repeat || meant.command.endsWith("Dimension")) COMMANDS[meant.command]();
    return;
  }
  if (event.repeat) return;
  const code = codeFor(meant.key, unit.dimensions, current, (dimension) => !isClosed(dimension, unit.live));
  if (code) press(code);
  else say(fill(said.notUsed, meant.key.toUpperCase()));
}, true);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const target = event.target.closest("[data-code], [data-do], [data-go-dimension], a[data-swap]");
  if (!target || !root.contains(target)) return;
  event.preventDefault();
  // A press with the mouse leaves no focus behind, so that Enter goes on meaning "done and next".
  if (event.detail > 0) target.blur();
  if (target.dataset.code) press(target.dataset.code);
  else if (target.dataset.do) COMMANDS[target.dataset.do]();
  else if (target.dataset.goDimension) goToDimension(unit.dimensions.find((one) => one.uuid === target.dataset.goDimension));
  else go(new URL(target.href).pathname + new URL(target.href).search);
});

document.querySelector("[data-needs-you]").addEventListener("click", async () => {
  const refused = queue.refusals()[0];
  if (refused && refused.assignment !== unit.assignment) await go(refused.page);
  root.querySelector("[data-conflict]").scrollIntoView({ block: "center" });
  root.querySelector("[data-conflict] button").focus();
});

setUpSearch(() => root, press);
document.addEventListener("entente:undo", () => COMMANDS.undo());
window.addEventListener("popstate", () => go(location.pathname + location.search, { isBack: true }));
window.addEventListener("beforeunload", (event) => { if (hasUnsavedMemo()) event.preventDefault(); });

/* A unit has come onto the screen. */
function begin({ focus = false } = {}) {
  unit = readUnit(root);
  catchUp(unit, queue.of(unit.assignment));
  const isNarrow = window.matchMedia("(max-width: 55.99rem)").matches;
  root.querySelector("[data-do=fold]").hidden = false;
  current = openDimensions(unit.dimensions, unit.live)[0] ?? unit.dimensions[0];
  goToDimension(current);
  setUpMemo(root, said, queue);
  for (const link of root.querySelectorAll("[data-sign-in-link]")) link.href = unit.login;
  if (isNarrow) fold(true);
  goToUnit(root, { focus });
  showStatus(queue.state, said);
  fetchAhead(unit);
}

// The screen goes to its unit by itself: after a reload the browser must not scroll back over it.
history.scrollRestoration = "manual";
keep(location.pathname + location.search, root, document.title);
begin();
