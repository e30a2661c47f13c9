/* Codes used lately, in this browser tab: a row of presses, and the first answers of the palette. */
const KEY = "entente-recent";
const KEPT = 12;
const SHOWN = 5;

const read = () => { try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; } };
let used = read();

export const recentCodes = () => used;

export function useNow(code) {
  used = [code, ...used.filter((one) => one !== code)].slice(0, KEPT);
  try { sessionStorage.setItem(KEY, JSON.stringify(used)); } catch { /* a private window may refuse: the row lives as long as the page */ }
}

/* `looks` gives {name, key, colour} of a code, null when it is not asked of the unit. */
export function drawRecent(root, unit, looks) {
  const row = root.querySelector("[data-recent]");
  const codes = used.filter((code) => unit.dimensions.some((dimension) => dimension.codes.some((one) => one.uuid === code)));
  const key = `${codes.slice(0, SHOWN)}`;
  if (row.dataset.drawn === key) return;
  row.dataset.drawn = key;
  row.querySelector("[data-recent-none]").hidden = codes.length > 0;
  for (const old of row.querySelectorAll("button")) old.remove();
  row.append(...codes.slice(0, SHOWN).map((code) => {
    const look = looks(code);
    const press = document.createElement("button");
    Object.assign(press, { type: "button", className: `chip ${look.colour}`, title: look.name });
    press.dataset.press = code;
    const sign = document.createElement("kbd");
    sign.textContent = look.key || "·";
    const name = document.createElement("span");
    name.textContent = look.name;
    press.append(sign, name);
    return press;
  }));
}
