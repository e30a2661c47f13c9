/* A refused operation: what is stored, what this coder wanted, and the two ways out. */
import { actsTowards, adopt, remember, snapshot } from "./unit.js";
import { chip } from "./screen.js";


export function showConflict(root, unit, refusal, said) {
  const box = root.querySelector("[data-conflict]");
  box.hidden = !refusal;
  if (!refusal) return;
  box.querySelector("[data-conflict-sentence]").textContent = refusal.sentence;
  const sides = box.querySelector("[data-conflict-sides]");
  sides.hidden = !refusal.state;
  if (!refusal.state) return;
  fillSide(root, box.querySelector("[data-conflict-theirs]"), refusal.state.codes, refusal.state.submitted, said);
  fillSide(root, box.querySelector("[data-conflict-mine]"), [...unit.live], unit.submitted, said);
}

function fillSide(root, place, codes, isSubmitted, said) {
  const pieces = codes.map((code) => chip(root, code));
  if (pieces.length === 0) pieces.push(said.nothing);
  if (isSubmitted) pieces.push(` · ${said.isDone}`);
  place.replaceChildren(...pieces);
}

/* Forget what was refused and stand where the server stands. Without a state to stand on, the page is read again. */
export async function takeTheirs(queue, unit, refusal) {
  await queue.forget(unit.assignment);
  if (!refusal.state) return false;
  adopt(unit, refusal.state);
  return true;
}

/* Say again, on top of what is stored now, what leads to this tab's state. */
export async function keepMine(queue, unit, refusal) {
  if (!refusal.state) return queue.retry(unit.assignment);
  const mine = snapshot(unit);
  await queue.forget(unit.assignment);
  adopt(unit, refusal.state);
  const acts = actsTowards(unit, mine);
  queue.add(unit, acts, unit.sequence);
  Object.assign(unit, { ...mine, sequence: unit.sequence + acts.length });
  remember(unit);
}
