/* Keys of the worklist after a split: digits tick parts, Enter keeps the answer, 0 none, B all, U takes the last one back.
   Each presses what the page has as a box or a button, so that nothing needs this file. */
const page = document.querySelector("[data-worklist]");
const form = page.querySelector("[data-answer]");
const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]") !== null;
const isBusy = (event) => event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null;

/* Digits by their place on the keyboard: on a French one they are typed with Shift. */
const digit = (event) => /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];

function press(selector) {
  const target = page.querySelector(selector);
  target?.click();
  return Boolean(target);
}

function tick(number) {
  const box = form.querySelector(`[data-digit="${number}"]`);
  if (!box) return false;
  box.checked = !box.checked;
  box.focus();
  return true;
}

/* A link, a button or a fold keeps its own Enter. */
function keep(target) {
  if (target.closest("a, button, summary")) return false;
  return press("[data-confirm-answer]");
}

function act(event) {
  const number = digit(event);
  if (number === "0") return press("[data-neither]");
  if (number) return tick(number);
  const key = event.key.toLowerCase();
  if (key === "enter") return keep(event.target);
  if (key === "b") return press("[data-all]");
  if (key === "u") return press("[data-undo] button");
  if (key === "j") return press("[data-next]");
  return key === "k" && press("[data-previous]");
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event) || isTyping(event.target)) return;
  if (document.body.dataset.shortcuts === "off" && event.key !== "Enter") return;
  if (act(event)) event.preventDefault();
}, true);

/* What was coded is in view from the start, without moving the page. */
const unit = page.querySelector("[data-unit]");
const pane = unit?.closest(".pane");
if (pane && pane.scrollHeight > pane.clientHeight) pane.scrollTop = unit.offsetTop - pane.clientHeight / 3;
