/* A small dialog that asks for words: why a unit cannot be coded, the question behind a doubt, a code in the coder's own words. */

/* -> what was written ("" where nothing is asked), or null when the dialog was left. `prepare` may fill it before it opens. */
export function ask(name, prepare = () => {}) {
  const dialog = document.querySelector(`[data-ask="${name}"]`);
  const form = dialog.querySelector("form");
  const field = form.querySelector("[data-ask-text]");
  form.reset();
  prepare(dialog, field);
  dialog.returnValue = "";
  dialog.showModal();
  field?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? field?.value.trim() ?? "" : null), { once: true });
  });
}

/* Words ready to take, and Enter sends also from a field of several lines (Shift+Enter makes a line). */
export function setUpAsking() {
  for (const dialog of document.querySelectorAll("[data-ask]")) {
    const field = dialog.querySelector("[data-ask-text]");
    dialog.addEventListener("click", ({ target }) => {
      const ready = target.closest("[data-ask-ready]");
      if (!ready) return;
      field.value = ready.textContent.trim();
      field.focus();
    });
    field?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      dialog.querySelector("form").requestSubmit(dialog.querySelector("[value=yes]"));
    });
  }
}
