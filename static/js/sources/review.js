// Review of masked passages by keys: A and R decide the passage in focus, arrows go to the next, a selection can be masked.

const hits = () => [...document.querySelectorAll("[data-review-hit]")];
const typing = (target) => target.closest("input, select, textarea, summary, [contenteditable]");

function step(from, by) {
  const all = hits();
  all[all.indexOf(from) + by]?.focus();
}

function tell(waiting) {
  const line = document.querySelector("[data-review-waiting]");
  if (line) line.textContent = waiting ? `${line.dataset.some} ${waiting}` : line.dataset.none;
  const finish = document.querySelector("[data-review-finish]");
  if (finish) finish.disabled = waiting > 0;
}

function show(hit, act) {
  hit.dataset.decided = act;
  hit.querySelector("[data-review-form]")?.setAttribute("hidden", "");
  hit.querySelector(act === "refuse" ? "[data-review-refused]" : "[data-review-accepted]").hidden = false;
}

async function decide(hit, act, same) {
  const form = hit.querySelector("[data-review-form]");
  if (!form || hit.dataset.decided) return step(hit, 1);
  const body = new FormData(form);
  body.set("act", act);
  if (same) body.set("same", "1");
  const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) return form.querySelector(`[value="${act}"]`)?.click();
  const { decided, waiting } = await answer.json();
  for (const one of hits()) {
    if (decided.includes(Number(one.querySelector("[name=hit]")?.value))) show(one, act);
  }
  tell(waiting);
  step(hit, 1);
}

document.addEventListener("keydown", (event) => {
  const hit = event.target.closest("[data-review-hit]");
  if (!hit || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const keysAreOff = document.body.dataset.shortcuts === "off";
  if (key === "arrowdown" || key === "arrowup") step(hit, key === "arrowdown" ? 1 : -1);
  else if ((key === "a" || key === "r") && !keysAreOff) decide(hit, key === "a" ? "accept" : "refuse", event.shiftKey);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("submit", (event) => {
  const hit = event.target.closest("[data-review-hit]");
  if (!hit || !event.target.matches("[data-review-form]") || !event.submitter) return;
  event.preventDefault();
  decide(hit, event.submitter.value, Boolean(event.target.querySelector("[name=same]:checked")));
});

// Offsets are code points: a surrogate pair counts once.
function startOf(text, range) {
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  return [...before.toString()].length;
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const text = range.startContainer.parentElement?.closest("[data-review-text]");
  if (!text || !text.contains(range.endContainer)) return;
  const form = text.parentElement.querySelector("[data-review-add]");
  if (!form) return;
  form.open = true;
  form.querySelector("[data-review-words]").value = range.toString();
  form.querySelector("[data-review-start]").value = startOf(text, range);
});

hits()[0]?.focus();
