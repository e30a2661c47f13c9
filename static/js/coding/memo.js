/* The memo: kept every two seconds while it is written, and when it is left. Its text never lies in the browser's store. */
const EVERY = 2000;
// Wordings that are not with the server yet, by address: they follow the coder to the next unit.
const unsaved = new Map();
const stored = new Map();
let timer = 0;

export const hasUnsavedMemo = () => unsaved.size > 0;

export function setUpMemo(root, said, session) {
  const form = root.querySelector("[data-memo]");
  const text = form.querySelector("[data-memo-text]");
  if (form.dataset.isLive) return;
  form.dataset.isLive = "true";
  root.querySelector("[data-memo-save]").hidden = true;
  text.addEventListener("input", () => {
    unsaved.set(form.action, text.value);
    timer ||= setTimeout(saveAll, EVERY, said, session);
  });
  text.addEventListener("blur", () => saveAll(said, session));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") text.blur();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saveAll(said, session);
  });
  form.querySelector("[data-memo-take]").addEventListener("click", () => settle(form, true, said, session));
  form.querySelector("[data-memo-keep]").addEventListener("click", () => settle(form, false, said, session));
}

/* The field becomes that of another unit; what this tab knows of its memo is newer than the page. */
export function showMemo(root, unit) {
  const form = root.querySelector("[data-memo]");
  form.action = unit.memo;
  if (!stored.has(form.action)) stored.set(form.action, { text: unit.memoText ?? "", previous: unit.memoPrevious ?? "" });
  const known = stored.get(form.action);
  form.querySelector("[data-memo-text]").value = unsaved.get(form.action) ?? known.text;
  form.elements.previous.value = known.previous;
  form.querySelector("[data-memo-state]").textContent = "";
  form.querySelector("[data-memo-conflict]").hidden = true;
}

const formAt = (address) => [...document.querySelectorAll("[data-memo]")].find((form) => form.action === address);

function tell(address, sentence) {
  const place = formAt(address)?.querySelector("[data-memo-state]");
  if (place) place.textContent = sentence;
}

async function saveAll(said, session) {
  clearTimeout(timer);
  timer = 0;
  for (const [address, text] of [...unsaved]) await save(address, text, said, session);
  if (unsaved.size > 0) timer ||= setTimeout(saveAll, EVERY, said, session);
}

async function save(address, text, said, session) {
  if (formAt(address)?.querySelector("[data-memo-conflict]").hidden === false) return;
  tell(address, said.memoSaving);
  try {
    const response = await fetch(address, {
      method: "POST", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(8000),
      headers: { Accept: "application/json", "X-CSRFToken": session.token() },
      body: new URLSearchParams({ text, previous: stored.get(address)?.previous ?? "" }),
    });
    if (response.status === 401 || response.status === 403) await session.renew();
    const answer = await response.json();
    if (response.status === 409) showConflict(address, answer);
    else if (!response.ok) throw new Error(answer.sentence);
    else isStored(address, text, answer.previous, said);
  } catch {
    tell(address, said.memoUnsaved);
  }
}

function isStored(address, text, previous, said) {
  stored.set(address, { text, previous });
  const form = formAt(address);
  if (form) form.elements.previous.value = previous;
  if (unsaved.get(address) === text) unsaved.delete(address);
  tell(address, said.memoSaved);
}

function showConflict(address, { text, previous }) {
  const form = formAt(address);
  if (!form) return;
  form.dataset.theirs = previous;
  form.querySelector("[data-memo-theirs]").textContent = text;
  form.querySelector("[data-memo-conflict]").hidden = false;
}

function settle(form, isTaken, said, session) {
  const address = form.action;
  const text = form.querySelector("[data-memo-text]");
  stored.set(address, { text: form.querySelector("[data-memo-theirs]").textContent, previous: form.dataset.theirs });
  form.querySelector("[data-memo-conflict]").hidden = true;
  if (isTaken) {
    text.value = stored.get(address).text;
    unsaved.delete(address);
    tell(address, said.memoSaved);
  } else {
    saveAll(said, session);
  }
}
