/* How well a code answers what is typed: its name before its path, its path before its definition. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/* Letters in order with gaps, for a name typed in short: "qju" finds "questions juridiques". */
function hasInOrder(wanted, words) {
  let at = -1;
  return [...wanted].every((letter) => letter === " " || (at = words.indexOf(letter, at + 1)) >= 0);
}

/* -> 0 when the code is no answer, more when it is a better one. */
export function score(typed, { name, path, wording }) {
  const wanted = plain(typed);
  const title = plain(name);
  if (wanted === "") return 1;
  if (title.startsWith(wanted)) return 6;
  if (title.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 5;
  if (title.includes(wanted)) return 4;
  if (plain(path).includes(wanted)) return 3;
  if (wanted.length > 1 && hasInOrder(wanted, title)) return 2;
  return wanted.length > 2 && plain(wording).includes(wanted) ? 1 : 0;
}

/* The best first; where two are as good, the one used more recently, then the order of the codebook. */
export function ranked(typed, codes, recent) {
  const place = (code) => { const at = recent.indexOf(code.uuid); return at < 0 ? recent.length : at; };
  return codes
    .map((code, order) => ({ code, order, points: score(typed, code) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || place(a.code) - place(b.code) || a.order - b.order)
    .map(({ code }) => code);
}
