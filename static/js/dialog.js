/* [data-dialog-open="id"] opens a <dialog>; [data-dialog-close] closes the one it is in; a press on the backdrop closes too.
   <form data-confirm="Question?" data-confirm-label="Delete"> asks before it is sent. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    document.getElementById(opener.dataset.dialogOpen)?.showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog").close();
  else if (event.target.matches("dialog.dialog[open]") && isOutside(event)) event.target.close();
});

function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  const isInside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return !isInside && event.detail > 0;
}

const confirmed = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || confirmed.has(form)) {
    confirmed.delete(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(question, event.submitter?.dataset.confirmLabel ?? form.dataset.confirmLabel, () => {
    confirmed.add(form);
    form.requestSubmit(event.submitter);
  });
}, true);

function ask(question, label, yes) {
  const dialog = document.getElementById("confirm-dialog");
  const button = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  button.textContent = label ?? button.dataset.label;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && yes(), { once: true });
  dialog.showModal();
}
