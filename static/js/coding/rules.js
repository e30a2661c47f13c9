/* What one act does to the codes of a unit: the same as coding_app/coding/rules.py, for whole units.
   A dimension: {uuid, selection: "one" | "any", none: uuid | null, codes: [{uuid, key, name}]}, "none applies" among the codes. */

export const choicesOf = (dimension) => dimension.codes.map((code) => code.uuid);
export const dimensionOf = (code, dimensions) => dimensions.find((dimension) => dimension.codes.some((one) => one.uuid === code));
export const liveIn = (dimension, live) => choicesOf(dimension).filter((code) => live.has(code));
export const isClosed = (dimension, live) => dimension.codes.some((code) => live.has(code.uuid));
export const openDimensions = (dimensions, live) => dimensions.filter((dimension) => !isClosed(dimension, live));

/* One code at most where the selection is "one"; "none applies" stands alone everywhere. */
export function applied(code, live, dimension) {
  const after = new Set(live);
  if (after.has(code)) return after;
  for (const other of liveIn(dimension, live)) {
    if (dimension.selection === "one" || code === dimension.none || other === dimension.none) after.delete(other);
  }
  return after.add(code);
}

export function retracted(code, live) {
  const after = new Set(live);
  after.delete(code);
  return after;
}

/* The acts that bring the codes from one state to another, dimension by dimension: undo, redo, "put mine back". */
export function wayBetween(now, then, dimensions) {
  const acts = [];
  for (const dimension of dimensions) {
    let live = new Set(liveIn(dimension, now));
    const wanted = new Set(liveIn(dimension, then));
    for (const code of wanted) {
      if (live.has(code)) continue;
      acts.push({ kind: "apply", code });
      live = applied(code, live, dimension);
    }
    for (const code of live) if (!wanted.has(code)) acts.push({ kind: "retract", code });
  }
  return acts;
}

export const sameCodes = (a, b) => a.size === b.size && [...a].every((code) => b.has(code));
