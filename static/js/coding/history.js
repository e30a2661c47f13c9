/* Undo and redo across units: what was is brought back by new operations, nothing is erased.
   The steps outlive a reload: ids and places in the tab's session storage, never words. */
import { liveIn, marksOf } from "./rules.js";
import { actsTowards, snapshot } from "./unit.js";

const KEPT = 50;

/* `name` says whose steps they are, and of which round. */
export function openHistory(name) {
  try {
    const { past, undone } = JSON.parse(sessionStorage.getItem(name));
    return { name, past: past.map(revived), undone: undone.map(revived) };
  } catch {
    return { name, past: [], undone: [] };
  }
}

export function note(history, unit, before) {
  history.past.push({ page: unit.page, assignment: unit.assignment, before, after: snapshot(unit) });
  if (history.past.length > KEPT) history.past.shift();
  history.undone.length = 0;
  write(history);
}

function write({ name, past, undone }) {
  const kept = (steps) => steps.filter(isWordless).map((step) => ({ ...step, before: bare(step.before), after: bare(step.after) }));
  try {
    sessionStorage.setItem(name, JSON.stringify({ past: kept(past), undone: kept(undone) }));
  } catch {
    // A browser that forbids storage keeps the steps as long as the page.
  }
}

/* A step that flags, takes back or sets aside needs words to be done again: it lasts as long as the page. */
const isWordless = ({ before, after }) => !before.skipped && !after.skipped && before.doubted === after.doubted;
const bare = ({ submitted, skipped, doubted, live }) => ({ submitted, skipped, doubted, live: [...live.values()] });
const revived = (step) => ({ ...step, before: whole(step.before), after: whole(step.after) });
const whole = (state) => ({ ...state, skipReason: "", doubt: "", live: marksOf(state.live) });

const inWords = (dimension, live) => [...liveIn(dimension, live)].map(({ code, start, end }) => `${code}${start}${end}`).join();

/* -> {entry, target, done} of the next step, or null; done() says that it was taken. `isForward`: undo, or redo. */
export function nextStep(history, isForward) {
  const [from, to] = isForward ? [history.undone, history.past] : [history.past, history.undone];
  const entry = from.at(-1);
  const done = () => {
    from.pop();
    to.push(entry);
    write(history);
  };
  return entry ? { entry, target: isForward ? entry.after : entry.before, done } : null;
}

/* -> {acts, changed}: what brings the unit there, and the dimension in which something changes. */
export function wayTo(unit, target) {
  const changed = unit.dimensions.find((dimension) => inWords(dimension, unit.live) !== inWords(dimension, target.live));
  return { acts: actsTowards(unit, target), changed };
}
