/* Passages that overlap, one underline below the other: each gets a lane, and the text falls into pieces between bounds. */

/* -> the same passages with `lane` (0 is nearest the words): the longer lies outside, equal ones in the order of their codes. */
export function withLanes(passages) {
  const placed = [];
  const shortFirst = [...passages].sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || (a.code < b.code ? -1 : 1));
  for (const passage of shortFirst) {
    const taken = new Set(placed.filter((other) => other.start < passage.end && passage.start < other.end).map((other) => other.lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    placed.push({ ...passage, lane });
  }
  return placed;
}

/* -> [{start, end, over}]: pieces in order, each with the passages over it, the outermost lane first. */
export function pieces(length, passages) {
  const bounds = new Set([0, length]);
  for (const { start, end } of passages) for (const place of [start, end]) bounds.add(Math.min(length, place));
  const places = [...bounds].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => ({
    start,
    end: places[index + 1],
    over: passages.filter((one) => one.start <= start && places[index + 1] <= one.end).sort((a, b) => b.lane - a.lane),
  }));
}
