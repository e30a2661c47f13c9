/* Undo and redo across units: what was is brought back by new operations, nothing is erased. */
import { liveIn } from "./rules.js";
import { actsTowards, snapshot } from "./unit.js";

const KEPT = 50;

export const newHistory = () => ({ past: [], undone: [] });

export function note(history, unit, before) {
  history.past.push({ page: unit.page, assignment: unit.assignment, before, after: snapshot(unit) });
  if (history.past.length > KEPT) history.past.shift();
  history.undone.length = 0;
}

const inWords = (dimension, live) => [...liveIn(dimension, live)].map(({ code, start, end }) => `${code}${start}${end}`).join();

/* -> {entry, target, to} of the next step, or null. `isForward` says which of undo and redo it is. */
export function nextStep(history, isForward) {
  const [from, to] = isForward ? [history.undone, history.past] : [history.past, history.undone];
  const entry = from.at(-1);
  return entry ? { entry, target: isForward ? entry.after : entry.before, from, to } : null;
}

/* -> {acts, changed}: what brings the unit there, and the dimension in which something changes. */
export function wayTo(unit, target) {
  const changed = unit.dimensions.find((dimension) => inWords(dimension, unit.live) !== inWords(dimension, target.live));
  return { acts: actsTowards(unit, target), changed };
}
