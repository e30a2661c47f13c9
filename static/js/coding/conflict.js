/* A refused operation: what is stored, what this coder wanted, and the ways out: take theirs, put mine back, drop this act. */
import { words } from "./offsets.js";
import { textOf, textPlace } from "./places.js";
import { isWhole } from "./rules.js";
import { chip } from "./screen.js";
import { actsTowards, adopt, catchUp, remember, snapshot } from "./unit.js";

// Refusals in which both states may stand, and which the coder must choose from; the others are about one act.
const OF_STATES = new Set(["StaleOperation", "RoundHasMoved", "UnitIsSubmitted"]);

export const refusalOf = (state, unit) => state.waiting.find((one) => one.assignment === unit.assignment && one.refusal) ?? null;

export function showConflict(desk, refused) {
  const { root, unit, said } = desk;
  const box = root.querySelector("[data-conflict]");
  box.hidden = !refused;
  if (!refused) return;
  const { refusal } = refused;
  box.querySelector("[data-conflict-sentence]").textContent = refusal.sentence;
  const isOfStates = OF_STATES.has(refusal.error) && Boolean(refusal.state);
  for (const way of box.querySelectorAll("[data-when]")) way.hidden = (way.dataset.when === "states") !== isOfStates;
  if (isOfStates) {
    fillSide(desk, box.querySelector("[data-conflict-theirs]"), refusal.state.marks, refusal.state);
    fillSide(desk, box.querySelector("[data-conflict-mine]"), [...unit.live.values()], unit);
  } else {
    const act = box.querySelector("[data-conflict-act]");
    act.replaceChildren(...(refused.code ? [markChip(desk, refused)] : [said[refused.kind] ?? refused.kind]));
  }
}

function fillSide(desk, place, marks, { submitted, skipped }) {
  const { said } = desk;
  const pieces = marks.map((mark) => markChip(desk, { start: null, end: null, ...mark }));
  if (pieces.length === 0) pieces.push(said.nothing);
  if (submitted || skipped) pieces.push(` · ${submitted ? said.isDone : said.isSkipped}`);
  place.replaceChildren(...pieces);
}

function markChip({ root, unit }, mark) {
  const piece = chip(root, mark.code);
  if (isWhole(mark)) return piece;
  const quote = words(textOf(textPlace(root, unit)), mark.start, mark.end);
  piece.append(` “${quote.length > 40 ? `${quote.slice(0, 38)}…` : quote}”`);
  return piece;
}

/* Forget what was refused and stand where the server stands. Without a state to stand on, the page is read again. */
export async function takeTheirs({ queue, unit }, { refusal }) {
  await queue.forget(unit.assignment);
  if (!refusal.state) return false;
  adopt(unit, refusal.state);
  return true;
}

/* Say again, on top of what is stored now, what leads to this tab's state; an act refused for itself is tried once more. */
export async function keepMine({ queue, unit }, { refusal }) {
  if (!refusal.state || !OF_STATES.has(refusal.error)) return queue.retry(unit.assignment);
  const mine = snapshot(unit);
  await queue.forget(unit.assignment);
  adopt(unit, refusal.state);
  const acts = actsTowards(unit, mine);
  queue.add(unit, acts, unit.sequence);
  Object.assign(unit, { ...mine, sequence: unit.sequence + acts.length });
  remember(unit);
}

/* Forget this one act; those that waited behind it are said again as if it had never been. */
export async function dropAct({ queue, unit }, refused) {
  const behind = queue.of(unit.assignment).filter((one) => one.operation_id !== refused.operation_id);
  await queue.forget(unit.assignment);
  const { state } = refused.refusal;
  const base = state?.sequence ?? refused.after;
  const acts = behind.map(({ operation_id, order, refusal, ...act }, index) => ({ ...act, after: base + index }));
  if (acts.length > 0) queue.add(unit, acts, base);
  if (!state) return false;
  adopt(unit, state);
  catchUp(unit, acts);
  return true;
}
