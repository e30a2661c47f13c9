/* Keys of a case: digits choose whose codings are kept, letters the reason, Enter settles, J and K go to the next and previous case.
   The form in question is the one that holds the focus, else the first one that is open. */
const page = document.querySelector("[data-case]");
const isTyping = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]") !== null;
const isBusy = (event) => event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null;

function currentForm() {
  const forms = [...page.querySelectorAll("[data-settle]")].filter((form) => form.closest("details:not([open])") === null);
  return forms.find((form) => form.contains(document.activeElement)) ?? forms[0] ?? null;
}

function choose(selector) {
  const input = currentForm()?.querySelector(selector);
  if (!input) return false;
  input.checked = true;
  input.focus({ preventScroll: false });
  return true;
}

function open(selector) {
  const link = page.querySelector(selector);
  link?.click();
  return Boolean(link);
}

/* Digits by their place on the keyboard: on a French one they are typed with Shift. */
const digit = (event) => /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];

function act(event) {
  const key = event.key.toLowerCase();
  if (digit(event)) return choose(`[data-digit="${digit(event)}"]`);
  if (key === "enter") return settle(event.target);
  if (key === "j") return open("[data-case-next]");
  if (key === "k") return open("[data-case-previous]");
  return /^[a-e]$/.test(key) && choose(`[data-letter="${key}"]`);
}

/* A link, a button or a fold keeps its own Enter. */
function settle(target) {
  if (target.closest("a, button, summary")) return false;
  const form = currentForm();
  form?.requestSubmit();
  return Boolean(form);
}

document.addEventListener("keydown", (event) => {
  if (isBusy(event) || isTyping(event.target)) return;
  if (document.body.dataset.shortcuts === "off" && event.key !== "Enter") return;
  if (act(event)) event.preventDefault();
}, true);

/* The unit is in view from the start, without moving the page. */
const unit = page.querySelector("[data-unit]");
const pane = unit?.closest(".pane");
if (pane && pane.scrollHeight > pane.clientHeight) pane.scrollTop = unit.offsetTop - pane.clientHeight / 3;
