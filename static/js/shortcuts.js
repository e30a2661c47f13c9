/* Keys that work on every page: ? list, / search, Ctrl+K palette, G then a letter, J and K in lists, one key per [data-key] control.
   <body data-shortcuts="off"> turns the single-key ones off; a page with keys of its own calls preventDefault first. */
const body = document.body;
const palette = document.getElementById("palette-dialog");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-list");
let waitsForPlace = 0;

const isTyping = (element) => element.closest("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || body.dataset.shortcuts === "off") return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (singleKey(event.key)) event.preventDefault();
});

function singleKey(key) {
  const letter = key.toLowerCase();
  if (Date.now() - waitsForPlace < 1200) {
    waitsForPlace = 0;
    return press(`[data-go="${CSS.escape(letter)}"]`);
  }
  if (letter === "g" && document.querySelector("[data-go]")) {
    waitsForPlace = Date.now();
    return true;
  }
  if (key === "?") {
    document.getElementById("shortcuts-dialog")?.showModal();
    return true;
  }
  if (key === "/") return focusOn(document.querySelector("[data-search]"));
  if ((letter === "j" || letter === "k") && move(letter === "j" ? 1 : -1)) return true;
  return press(`[data-key="${CSS.escape(letter)}"]`);
}

function press(selector) {
  const target = document.querySelector(selector);
  target?.click();
  return Boolean(target);
}

function focusOn(element) {
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

/* [data-list-keys] holds [data-list-item] elements that can take focus. */
function move(step) {
  const items = [...document.querySelectorAll("[data-list-keys] [data-list-item]")];
  if (items.length === 0) return false;
  const at = items.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
  const next = at === -1 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step));
  return focusOn(items[next]);
}

/* The palette offers the project's pages and every [data-palette-item] link of the page. */
function openPalette() {
  if (!palette || palette.open) return;
  input.value = "";
  fill();
  palette.showModal();
}

function fill() {
  const wanted = plain(input.value);
  const links = [...document.querySelectorAll(".rail-item, [data-palette-item], .menu-item[href]")];
  const found = links.filter((link) => plain(link.textContent).includes(wanted)).slice(0, 30);
  list.replaceChildren(...found.map(option));
  choose(0);
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

function option(link, index) {
  const item = document.createElement("li");
  item.id = `palette-${index}`;
  item.role = "option";
  item.textContent = (link.querySelector(".rail-label") ?? link).textContent.trim();
  item.addEventListener("click", () => {
    palette.close();
    link.click();
  });
  return item;
}

function choose(index) {
  const items = [...list.children];
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  input.setAttribute("aria-activedescendant", items[index]?.id ?? "");
  items[index]?.scrollIntoView({ block: "nearest" });
}

input?.addEventListener("input", fill);
input?.addEventListener("keydown", (event) => {
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(Math.min(items.length - 1, at + 1));
  else if (event.key === "ArrowUp") choose(Math.max(0, at - 1));
  else if (event.key === "Enter") items[at]?.click();
  // Left to itself, a search field takes the first Escape to empty itself.
  else if (event.key === "Escape") palette.close();
  else return;
  event.preventDefault();
});
