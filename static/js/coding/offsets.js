/* Places in a text: JavaScript counts UTF-16 units, the server code points. This is the one place where they are exchanged. */

/* UTF-16 index -> number of code points before it. An index inside a pair counts as before the pair. */
export function toPoints(text, index) {
  let points = 0;
  for (let at = 0; at < index && at < text.length; points += 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at > index) return points;
  }
  return points;
}

/* Number of code points -> UTF-16 index. */
export function toIndex(text, points) {
  let at = 0;
  for (let count = 0; count < points && at < text.length; count += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/* The words between two code points, end exclusive: Python's text[start:end]. */
export const words = (text, start, end) => text.slice(toIndex(text, start), toIndex(text, end));

/* zlib.crc32 of the UTF-8 of a text: the server checks with it that both mean the same words, and no text is kept here. */
export function crc(text) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
