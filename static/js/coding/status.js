/* The save state in the top bar: saved 14:02, saving, not saved (3), needs you (1), signed out. */
const ICON = { saved: "is-saved", saving: "", unsaved: "is-unsaved" };

export const fill = (sentence, value) => sentence.replace("%s", value);

export function say(message, more = {}) {
  document.dispatchEvent(new CustomEvent("entente:toast", { detail: { message, seconds: 4, ...more } }));
}

function words(state, said) {
  const stopped = new Set(state.waiting.filter((one) => one.refusal).map((one) => one.assignment));
  const sendable = state.waiting.filter((one) => !stopped.has(one.assignment)).length;
  if (state.isSignedOut && sendable) return ["unsaved", fill(said.signedOut, sendable)];
  if (sendable && (state.failures > 0 || state.isOtherUser)) return ["unsaved", fill(said.unsaved, sendable)];
  if (sendable) return ["saving", said.saving];
  if (stopped.size > 0) return ["unsaved", fill(said.unsaved, state.waiting.length)];
  if (!state.savedAt) return ["saved", said.saved];
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(state.savedAt);
  return ["saved", fill(said.savedAt, time)];
}

export function showStatus(state, said) {
  const place = document.querySelector("[data-save-state]");
  if (!place) return;
  const [kind, sentence] = words(state, said);
  const mark = { saved: "✓ ", saving: "… ", unsaved: "! " }[kind];
  if (place.textContent !== mark + sentence) place.textContent = mark + sentence;
  place.className = `save-state ${ICON[kind]}`;
  place.dataset.state = kind;
  const refused = new Set(state.waiting.filter((one) => one.refusal).map((one) => one.assignment));
  const button = document.querySelector("[data-needs-you]");
  if (button) {
    button.hidden = refused.size === 0;
    button.textContent = fill(said.needsYou, refused.size);
  }
  for (const box of document.querySelectorAll("[data-sign-in]")) {
    box.hidden = !(state.isSignedOut || state.isOtherUser);
    const text = box.querySelector("[data-sign-in-sentence]");
    text.dataset.words ??= text.textContent;
    text.textContent = state.isOtherUser ? said.otherUser : text.dataset.words;
  }
}

/* Units done: what the server last said, and what is on its way. */
export function showProgress(progress, waiting) {
  const place = document.querySelector("[data-progress]");
  const count = (...kinds) => waiting.filter((one) => kinds.includes(one.kind)).length;
  const ahead = count("submit", "skip") - count("reopen");
  const done = Math.max(0, Math.min(progress.total, progress.done + ahead));
  place.querySelector("progress").value = done;
  place.querySelector(".progress-figures").textContent = `${done} / ${progress.total}`;
}
