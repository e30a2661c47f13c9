/* Everything a key, a press or a button of the coding screen can ask for, by name. */
import { actOnUnit, isHeld, removePassage, repeatLast, setOf, stepHistory } from "./acts.js";
import { ask } from "./ask.js";
import { dropWords, movePassage, startStepping, takePassage } from "./choosing.js";
import { dropAct, keepMine, refusalOf, takeTheirs } from "./conflict.js";
import { proposeInVivo } from "./invivo.js";
import { forgetPage } from "./pages.js";
import { passageOf } from "./passages.js";
import { postOf } from "./places.js";
import { openDimensions } from "./rules.js";
import { quoteOf } from "./selection.js";
import { fill, say } from "./status.js";
import { forgetUnit, isHandled } from "./unit.js";
import { moveVeil } from "./veil.js";
import { fold, goToUnit, toggleSheet } from "./view.js";
import { go, goToDimension, goToParent, onItsWay, nextOpen, readAgain } from "./walk.js";
import { openWarning } from "./warning.js";

async function done(desk) {
  if (movePassage(desk) || onItsWay() || isHeld(desk)) return;
  const { unit, said } = desk;
  const open = nextOpen(desk);
  if (open && !unit.skipped) {
    goToDimension(desk, open);
    say(fill(said.stillOpen, openDimensions(unit.dimensions, unit.live).map((dimension) => dimension.name).join(", ")));
    return;
  }
  desk.lastSet = setOf(unit);
  if (!unit.submitted && !unit.skipped) actOnUnit(desk, { kind: "submit" });
  await onward(desk);
}

/* The next unit that is still to do: the server said which, and some may have been done here since. */
async function onward(desk) {
  let address = desk.unit.nextOpen;
  for (let next = unitOf(desk, address); next && isHandled(next); next = unitOf(desk, address)) address = next.nextOpen;
  if (address) await go(desk, address);
  else await leave(desk, desk.model.queue);
}

/* Leave the screen once the queue is empty, or after a moment: what is left is sent from the next page. */
async function leave(desk, address) {
  await desk.queue.settled(3000);
  location.assign(address);
}

async function skip(desk) {
  if (isHeld(desk)) return;
  const reason = await ask("skip");
  if (!reason) return;
  actOnUnit(desk, { kind: "skip", reason });
  say(desk.said.skipped);
  await onward(desk);
}

async function doubt(desk) {
  const { unit, said } = desk;
  if (isHeld(desk)) return;
  if (unit.doubted) {
    actOnUnit(desk, { kind: "undoubt" });
    say(said.undoubted);
    return;
  }
  const question = await ask("doubt");
  if (question === null) return;
  actOnUnit(desk, { kind: "doubt", reason: question });
  say(said.doubtFlagged);
}

async function settle(desk, way) {
  const refused = refusalOf(desk.queue.state, desk.unit);
  if (!refused) return;
  if (way !== keepMine) forgetPage(desk.unit.page);
  // The answer did not say where the unit stands: the page is read again, and what still waits is put on top of it.
  if ((await way(desk, refused)) === false) {
    forgetUnit(desk.unit);
    await readAgain(desk);
    return;
  }
  goToDimension(desk, nextOpen(desk) ?? desk.current);
  goToUnit(desk.root, desk.unit);
}

function turn(desk, by) {
  const { dimensions } = desk.unit;
  goToDimension(desk, dimensions.at((dimensions.indexOf(desk.current) + by) % dimensions.length));
}

const focused = () => document.activeElement?.closest("[data-passage]");

const unitOf = (desk, address) => desk.units.find((one) => one.page === address);

export const commandsOf = (desk) => ({
  done: () => done(desk),
  skip: () => skip(desk),
  doubt: () => doubt(desk),
  next: () => (desk.unit.next ? go(desk, desk.unit.next) : say(desk.said.last)),
  previous: () => (desk.unit.previous ? go(desk, desk.unit.previous) : say(desk.said.first)),
  undo: () => stepHistory(desk, false),
  redo: () => stepHistory(desk, true),
  repeat: () => repeatLast(desk),
  memo: () => desk.root.querySelector("[data-memo-text]").focus(),
  sentences: () => startStepping(desk),
  wholeUnit: () => dropWords(desk) || say(desk.said.onPost),
  escape: () => dropWords(desk),
  movePassage: () => movePassage(desk),
  takePassage: (element) => takePassage(desk, passageOf(element)),
  removePassage: (element = focused()) => (element ? removePassage(desk, passageOf(element)) : desk.selection?.editing && removePassage(desk, desk.selection.editing)),
  inVivo: () => proposeInVivo(desk, desk.selection, desk.selection ? quoteOf(desk, desk.selection) : ""),
  parent: () => goToParent(desk),
  veil: () => moveVeil(postOf(desk.root, desk.unit)) || say(desk.said.noVeil),
  warn: () => openWarning(desk),
  sheet: () => toggleSheet(desk.root, desk.unit),
  fold: () => fold(desk.root, desk.unit, !desk.root.classList.contains("is-folded")),
  unfold: () => fold(desk.root, desk.unit, false),
  nextDimension: () => turn(desk, 1),
  previousDimension: () => turn(desk, -1),
  takeTheirs: () => settle(desk, takeTheirs),
  keepMine: () => settle(desk, keepMine),
  dropAct: () => settle(desk, dropAct),
});
