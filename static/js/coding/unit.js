/* The units of the page: what the server said of them, and what this tab has done since. */
import { applied, dimensionOf, marksOf, retracted, sameMarks, wayBetween } from "./rules.js";

// What this tab knows of the units it has met; it may be newer than a page that was fetched ahead.
const known = new Map();

export const snapshot = ({ submitted, skipped, skipReason, doubted, doubt, live }) => ({ submitted, skipped, skipReason, doubted, doubt, live: new Map(live) });
export const remember = (unit) => known.set(unit.assignment, { ...snapshot(unit), sequence: unit.sequence });
export const forgetUnit = (unit) => known.delete(unit.assignment);
export const isHandled = (unit) => unit.submitted || unit.skipped;

/* -> the model of the page with its units, each with the dimensions asked of it. */
export function readModel(root) {
  const [model, panel] = ["#unit-model", "#panel-model"].map((name) => JSON.parse(root.querySelector(name).textContent));
  const units = model.units.map((one) => {
    const dimensions = panel.dimensions.filter((dimension) => one.asked.includes(dimension.uuid));
    const unit = { skipReason: "", doubt: "", ...one, live: marksOf(one.marks), dimensions };
    const newer = known.get(unit.assignment);
    return newer && newer.sequence > unit.sequence ? Object.assign(unit, { ...newer, live: new Map(newer.live) }) : unit;
  });
  return { ...model, inVivo: panel.inVivo, units };
}

export function perform(unit, act) {
  const dimension = dimensionOf(act.code, unit.dimensions);
  const mark = { code: act.code, start: act.start ?? null, end: act.end ?? null };
  if (act.kind === "apply" && dimension) unit.live = applied(mark, unit.live, dimension);
  if (act.kind === "retract") unit.live = retracted(mark, unit.live);
  if (["submit", "skip", "reopen"].includes(act.kind)) {
    Object.assign(unit, { submitted: act.kind === "submit", skipped: act.kind === "skip", skipReason: act.kind === "skip" ? act.reason : "" });
  }
  if (act.kind === "doubt") Object.assign(unit, { doubted: true, doubt: act.reason ?? "" });
  if (act.kind === "undoubt") Object.assign(unit, { doubted: false, doubt: "" });
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
  const { sequence, submitted, skipped = false, doubted = false } = state;
  Object.assign(unit, { sequence, submitted, skipped, doubted, live: marksOf(state.marks) });
  if (!doubted) unit.doubt = "";
  remember(unit);
}

/* The acts that lead a unit to another state: one that is submitted or skipped is taken up again first. */
export function actsTowards(unit, target) {
  const way = wayBetween(unit.live, target.live, unit.dimensions);
  const standsAsWanted = unit.submitted === target.submitted && unit.skipped === target.skipped && sameMarks(unit.live, target.live);
  const acts = [];
  if (isHandled(unit) && !standsAsWanted) acts.push({ kind: "reopen" });
  acts.push(...way);
  if (target.submitted && !standsAsWanted) acts.push({ kind: "submit" });
  if (target.skipped && !standsAsWanted) acts.push({ kind: "skip", reason: target.skipReason });
  if (target.doubted && !unit.doubted) acts.push({ kind: "doubt", reason: target.doubt });
  if (unit.doubted && !target.doubted) acts.push({ kind: "undoubt" });
  return acts;
}
