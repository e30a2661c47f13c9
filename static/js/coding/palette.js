/* The field over the codes: type to find one by name, path or definition; recent ones first; Enter puts the chosen one on. */
import { ranked } from "./fuzzy.js";
import { recentCodes } from "./recent.js";
import { define, lookOf } from "./screen.js";

const SHOWN = 8;

const parts = (root) => ({ input: root.querySelector("[data-code-search]"), list: root.querySelector("[data-code-palette]") });

function candidates(desk) {
  return desk.unit.dimensions.flatMap((dimension) => dimension.codes.map((code) => ({
    ...code,
    path: code.path || dimension.name,
    wording: desk.root.querySelector(`[data-definition="${code.uuid}"]`)?.textContent ?? "",
  })));
}

function open(desk) {
  const { input, list } = parts(desk.root);
  const all = candidates(desk);
  const recent = recentCodes();
  const typed = input.value;
  const found = ranked(typed, typed.trim() ? all : all.filter((code) => recent.includes(code.uuid)), recent).slice(0, SHOWN);
  list.replaceChildren(...found.map((code, index) => option(desk.root, code, index)));
  if (found.length === 0) list.append(nothing(typed.trim() ? desk.said.nothingFound : desk.said.typeToFind));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  choose(desk, 0);
}

function option(root, code, index) {
  const look = lookOf(root, code.uuid);
  const item = document.createElement("li");
  Object.assign(item, { id: `palette-code-${index}`, className: `tree-item ${look.colour}` });
  item.role = "option";
  item.dataset.press = code.uuid;
  const key = document.createElement("kbd");
  key.textContent = look.key || "·";
  const name = document.createElement("span");
  name.textContent = look.name;
  const path = document.createElement("span");
  path.className = "palette-path";
  path.textContent = code.path;
  item.append(key, name, path);
  return item;
}

function nothing(sentence) {
  const item = document.createElement("li");
  item.className = "palette-none";
  item.role = "presentation";
  item.textContent = sentence;
  return item;
}

function choose(desk, index) {
  const { input, list } = parts(desk.root);
  const items = [...list.querySelectorAll("[role=option]")];
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  input.setAttribute("aria-activedescendant", items[index]?.id ?? "");
  items[index]?.scrollIntoView({ block: "nearest" });
  if (items[index]) define(desk.root, items[index].dataset.press);
}

export function closePalette(desk) {
  const { input, list } = parts(desk.root);
  input.value = "";
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  list.hidden = true;
  list.replaceChildren();
}

/* `press` puts a code on. In the capture phase, so that no key of the page takes what is typed here. */
export function setUpPalette(desk, press) {
  document.addEventListener("input", ({ target }) => { if (target.matches("[data-code-search]")) open(desk); });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("[data-code-search]")) open(desk);
    else if (target.closest?.("[data-code]")) define(desk.root, target.closest("[data-code]").dataset.code);
  });
  document.addEventListener("focusout", ({ target }) => { if (target.matches?.("[data-code-search]")) closePalette(desk); });
  document.addEventListener("pointerover", ({ target }) => {
    const button = target.closest?.("[data-code], [data-press]");
    if (button) define(desk.root, button.dataset.code ?? button.dataset.press);
  });
  document.addEventListener("pointerdown", (event) => { if (event.target.closest?.("[data-code-palette]")) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-code-search]")) return;
    const items = [...parts(desk.root).list.querySelectorAll("[role=option]")];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") choose(desk, Math.min(items.length - 1, at + 1));
    else if (event.key === "ArrowUp") choose(desk, Math.max(0, at - 1));
    else if (event.key === "Enter" || event.key === "Escape") {
      const code = event.key === "Enter" ? items[at]?.dataset.press : null;
      event.target.blur();
      if (code) press(code);
    } else return;
    event.preventDefault();
  }, true);
}
