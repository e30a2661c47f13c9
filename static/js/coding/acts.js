/* What a coder does to a unit: each act happens on the screen at once and goes into the queue. */
import { announce } from "./announce.js";
import { refusalOf } from "./conflict.js";
import { nextStep, note, wayTo } from "./history.js";
import { crc } from "./offsets.js";
import { postOf } from "./places.js";
import { useNow } from "./recent.js";
import { dimensionOf, isWhole, keyOf, needsWords, onWhole, samePlace, takesWords } from "./rules.js";
import { define, lookOf } from "./screen.js";
import { dropNative, quoteOf } from "./selection.js";
import { fill, say } from "./status.js";
import { isHandled, perform, remember, snapshot } from "./unit.js";
import { moveVeil } from "./veil.js";
import { keepInSight } from "./view.js";
import { go, goToDimension, nextOpen, redraw } from "./walk.js";

export function isHeld(desk) {
  const refused = refusalOf(desk.queue.state, desk.unit);
  if (!desk.model.isOpen) say(desk.model.isHandedOn ? desk.said.handedOn : desk.said.closed);
  else if (refused) say(refused.refusal.sentence, { tone: "bad" });
  else return false;
  desk.root.querySelector("[data-conflict]")?.scrollIntoView({ block: "nearest" });
  return true;
}

/* Do acts here and now, and hand them to the queue. `before` is what undo brings back; null when this is an undo. */
export function commit(desk, acts, before) {
  const { unit, queue } = desk;
  const seconds = desk.clock.take();
  const sent = acts.map((act, index) => ({
    ...act,
    seconds: index === 0 ? seconds : null,
    crc: Number.isInteger(act.start) ? crc(quoteOf(desk, act)) : null,
  }));
  queue.add(unit, sent, unit.sequence);
  for (const act of sent) perform(unit, act);
  remember(unit);
  if (before) note(desk.history, unit, before);
}

const reopening = (desk) => {
  if (!isHandled(desk.unit)) return [];
  say(desk.said.reopened);
  return [{ kind: "reopen" }];
};

/* Put a code on what is chosen, the words or the whole unit, or take it off when it is there. */
export function press(desk, code) {
  const { unit, selection, said, root } = desk;
  const dimension = dimensionOf(code, unit.dimensions);
  if (!dimension || isHeld(desk)) return;
  const place = selection && takesWords(code, dimension) ? { start: selection.start, end: selection.end } : onWhole(code);
  const mark = { code, start: place.start, end: place.end };
  if (needsWords(mark, dimension, unit.kind)) {
    say(said.needsWords);
    return;
  }
  const before = snapshot(unit);
  const isOn = unit.live.has(keyOf(mark));
  const moved = selection?.editing?.code === code && !samePlace(selection.editing, mark) ? [{ kind: "retract", ...selection.editing }] : [];
  moveVeil(postOf(root, unit), true);
  commit(desk, [...reopening(desk), ...moved, { kind: isOn && !moved.length ? "retract" : "apply", ...mark }], before);
  if (moved.length) selection.editing = mark;
  if (!isOn) useNow(code);
  // The words stay chosen for another code; drawing the passage ends what the mouse had selected.
  if (selection?.way === "native") {
    selection.way = "steps";
    dropNative();
  }
  const name = lookOf(root, code).name;
  const where = isWhole(mark) ? "" : ` “${quoteOf(desk, mark).slice(0, 80)}”`;
  announce(fill(isOn && !moved.length ? said.takenOff : said.putOn, name + where));
  follow(desk, dimension, !isOn && isWhole(mark) && (dimension.selection === "one" || code === dimension.none), code);
}

/* After an answer that closes its dimension the next open one comes; otherwise the coder stays. */
function follow(desk, dimension, isClosing, code) {
  desk.current = dimension;
  const next = isClosing ? nextOpen(desk) : null;
  goToDimension(desk, next ?? dimension, { isQuiet: true });
  define(desk.root, code);
  keepInSight(desk.root, desk.unit);
  if (isClosing && !next) say(desk.said.allAnswered);
}

export function removePassage(desk, mark) {
  if (isHeld(desk) || !desk.unit.live.has(keyOf(mark))) return;
  const before = snapshot(desk.unit);
  commit(desk, [...reopening(desk), { kind: "retract", ...mark }], before);
  if (desk.selection?.editing && keyOf(desk.selection.editing) === keyOf(mark)) desk.selection = null;
  announce(fill(desk.said.takenOff, lookOf(desk.root, mark.code).name));
  redraw(desk);
}

/* The codes of the unit before, on this one: those asked of it, on the whole of it. */
export function repeatLast(desk) {
  const { unit, said } = desk;
  if (isHeld(desk)) return;
  const codes = desk.lastSet.filter((code) => dimensionOf(code, unit.dimensions));
  const acts = codes.map(onWhole).filter((mark) => !unit.live.has(keyOf(mark)) && !needsWords(mark, dimensionOf(mark.code, unit.dimensions), unit.kind));
  if (acts.length === 0) {
    say(said.nothingToRepeat);
    return;
  }
  const before = snapshot(unit);
  commit(desk, [...reopening(desk), ...acts.map((mark) => ({ kind: "apply", ...mark }))], before);
  const names = acts.map((mark) => lookOf(desk.root, mark.code).name).join(", ");
  say(fill(said.repeated, names));
  follow(desk, desk.current, true, acts.at(-1).code);
}

export const setOf = (unit) => [...unit.live.values()].filter(isWhole).map((mark) => mark.code);

/* One act on the unit itself: submit, skip, doubt, undoubt. */
export function actOnUnit(desk, act) {
  commit(desk, [...(act.kind === "skip" ? reopening(desk) : []), act], snapshot(desk.unit));
  redraw(desk);
}

/* `isForward` says which of undo and redo it is. */
export async function stepHistory(desk, isForward) {
  const { history: kept, said } = desk;
  const step = nextStep(kept, isForward);
  if (!step) {
    say(said.nothingToUndo);
    return;
  }
  if (step.entry.assignment !== desk.unit.assignment && !(await go(desk, step.entry.page))) return;
  if (isHeld(desk)) return;
  const { acts, changed } = wayTo(desk.unit, step.target);
  if (acts.length > 0) commit(desk, acts, null);
  step.done();
  goToDimension(desk, changed ?? desk.current);
  say(fill(isForward ? said.redone : said.undone, changed?.name ?? said.isDone));
}
