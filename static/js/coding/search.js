/* Find a code by its words or by those of its definition; read a definition by pointing at its code. */
import { define } from "./screen.js";

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/* Search: codes whose words hold what is typed stay; returns them in order. */
function search(root, typed) {
  const wanted = plain(typed.trim());
  const found = [];
  root.classList.toggle("is-searching", wanted !== "");
  for (const button of root.querySelectorAll("[data-code]")) {
    const words = plain(`${button.textContent} ${root.querySelector(`[data-definition="${button.dataset.code}"]`)?.textContent ?? ""}`);
    const isFound = wanted !== "" && words.includes(wanted);
    button.closest("li").classList.toggle("is-found", isFound);
    if (isFound) found.push(button);
  }
  const inName = (button) => plain(button.querySelector("[data-code-name]").textContent).includes(wanted);
  return [...found.filter(inName), ...found.filter((button) => !inName(button))];
}

/* `root` gives the unit on the screen, `press` applies a code. */
export function setUpSearch(root, press) {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-code-search]")) return;
    const found = search(root(), target.value);
    if (found.length > 0) define(root(), found[0].dataset.code);
  });
  // In the capture phase, so that no key of the page takes what is typed here.
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-code-search]") || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    const found = event.key === "Enter" ? search(root(), input.value) : [];
    input.value = "";
    search(root(), "");
    input.blur();
    if (found.length > 0) press(found[0].dataset.code);
  }, true);
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      const button = target.closest?.("[data-code]");
      if (button) define(root(), button.dataset.code);
    });
  }
}
