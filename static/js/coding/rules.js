/* What one act does to the marks of a unit: the same as coding_app/coding/rules.py.
   A mark: {code, start, end}; start and end are null on the whole unit, code points on a passage. Live marks: a Map by keyOf.
   A dimension: {uuid, selection: "one" | "any", appliesTo, none: uuid | null, codes: [{uuid, key, name}]}, "none applies" among the codes. */

export const onWhole = (code) => ({ code, start: null, end: null });
export const isWhole = (mark) => mark.start === null;
export const keyOf = ({ code, start, end }) => `${code} ${start ?? ""} ${end ?? ""}`;
export const marksOf = (list) => new Map(list.map(({ code, start = null, end = null }) => [keyOf({ code, start, end }), { code, start, end }]));
export const samePlace = (a, b) => a.start === b.start && a.end === b.end;

export const dimensionOf = (code, dimensions) => dimensions.find((dimension) => dimension.codes.some((one) => one.uuid === code));
const isOf = (dimension) => (mark) => dimension.codes.some((code) => code.uuid === mark.code);
const byPlace = (a, b) => (a.start ?? -1) - (b.start ?? -1) || (b.end ?? -1) - (a.end ?? -1);

/* The marks of a dimension: the whole unit's first, then passages as they stand in the text. */
export const liveIn = (dimension, live) => [...live.values()].filter(isOf(dimension)).sort(byPlace);
export const isClosed = (dimension, live) => [...live.values()].some(isOf(dimension));
export const openDimensions = (dimensions, live) => dimensions.filter((dimension) => !isClosed(dimension, live));
export const passagesIn = (live) => [...live.values()].filter((mark) => !isWhole(mark)).sort(byPlace);

/* Whether a code can lie on words: "none applies" and the codes of whole posts never do. */
export const takesWords = (code, dimension) => code !== dimension.none && dimension.appliesTo !== "post";

/* A code for passages lies on words; "none applies" and the codes of a unit that is a passage itself lie on the whole. */
export function needsWords(mark, dimension, unitKind) {
  return dimension.appliesTo === "segment" && unitKind !== "segment" && isWhole(mark) && mark.code !== dimension.none;
}

/* One code at one place where the selection is "one"; "none applies" stands alone everywhere. */
export function applied(mark, live, dimension) {
  const after = new Map(live);
  if (after.has(keyOf(mark))) return after;
  for (const other of liveIn(dimension, live)) {
    const excludes = mark.code === dimension.none || other.code === dimension.none;
    if (excludes || (dimension.selection === "one" && samePlace(mark, other))) after.delete(keyOf(other));
  }
  return after.set(keyOf(mark), mark);
}

export function retracted(mark, live) {
  const after = new Map(live);
  after.delete(keyOf(mark));
  return after;
}

/* The acts that bring the marks from one state to another, dimension by dimension: undo, redo, "put mine back". */
export function wayBetween(now, then, dimensions) {
  const acts = [];
  for (const dimension of dimensions) {
    let live = new Map(liveIn(dimension, now).map((mark) => [keyOf(mark), mark]));
    const wanted = new Map(liveIn(dimension, then).map((mark) => [keyOf(mark), mark]));
    for (const [key, mark] of wanted) {
      if (live.has(key)) continue;
      acts.push({ kind: "apply", ...mark });
      live = applied(mark, live, dimension);
    }
    for (const [key, mark] of live) if (!wanted.has(key)) acts.push({ kind: "retract", ...mark });
  }
  return acts;
}

export const sameMarks = (a, b) => a.size === b.size && [...a.keys()].every((key) => b.has(key));
