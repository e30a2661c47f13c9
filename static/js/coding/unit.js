/* The unit on the screen: what the server said of it, and what this tab has done since. */
import { applied, retracted, sameCodes, wayBetween } from "./rules.js";

// What this tab knows of the units it has met; it may be newer than a page that was fetched ahead.
const known = new Map();

export function readUnit(root) {
  const model = JSON.parse(root.querySelector("#unit-model").textContent);
  const unit = { ...model, live: new Set(model.codes) };
  const newer = known.get(unit.assignment);
  if (newer && newer.sequence > unit.sequence) Object.assign(unit, { ...newer, live: new Set(newer.live) });
  return unit;
}

export const remember = ({ assignment, sequence, submitted, live }) => known.set(assignment, { sequence, submitted, live: new Set(live) });
export const snapshot = ({ submitted, live }) => ({ submitted, live: new Set(live) });

export function perform(unit, act) {
  const dimension = unit.dimensions.find((one) => one.codes.some((code) => code.uuid === act.code));
  if (act.kind === "apply" && dimension) unit.live = applied(act.code, unit.live, dimension);
  if (act.kind === "retract") unit.live = retracted(act.code, unit.live);
  if (act.kind === "submit") unit.submitted = true;
  if (act.kind === "reopen") unit.submitted = false;
  unit.sequence += 1;
}

/* Operations that waited in the store when the page was loaded: show their effect, unless the server had them already. */
export function catchUp(unit, waiting) {
  for (const operation of waiting) {
    if (operation.after === unit.sequence) perform(unit, operation);
  }
  remember(unit);
}

export function adopt(unit, state) {
  Object.assign(unit, { sequence: state.sequence, submitted: state.submitted, live: new Set(state.codes) });
  remember(unit);
}

/* The acts that lead a unit to another state: a submitted one is taken up again first. */
export function actsTowards(unit, target) {
  const acts = [];
  if (unit.submitted && !(target.submitted && sameCodes(unit.live, target.live))) acts.push({ kind: "reopen" });
  acts.push(...wayBetween(unit.live, target.live, unit.dimensions));
  if (target.submitted && (acts.length > 0 || !unit.submitted)) acts.push({ kind: "submit" });
  return acts;
}
