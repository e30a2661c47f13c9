/* What a screen reader is told at once: the unit that came, the words selected, the code put on or taken off. */
let turn = 0;

export function announce(sentence) {
  const places = document.querySelectorAll("[data-announce]");
  // Two places in turn: the same sentence twice is said twice.
  turn = (turn + 1) % places.length;
  places.forEach((place, index) => { place.textContent = index === turn ? sentence : ""; });
}
