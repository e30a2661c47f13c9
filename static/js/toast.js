/* Short news in the corner, read aloud by role=status. Anybody may say:
   document.dispatchEvent(new CustomEvent("entente:toast", { detail: { message, tone: "bad", action: "Undo", event: "entente:undo" } }))
   or the server, in a header: HX-Trigger: {"entente:toast": {"message": "..."}}. An action dispatches its event on the document. */
const place = document.getElementById("toasts");
const LIMIT = 3;

function add({ message, tone, action, event, seconds = 6 }) {
  if (!message) return;
  const toast = document.createElement("div");
  toast.className = tone ? `toast is-${tone}` : "toast";
  const text = document.createElement("p");
  text.textContent = message;
  toast.append(text);
  if (action) toast.append(actionButton(toast, action, event));
  place.append(toast);
  while (place.children.length > LIMIT) place.firstElementChild.remove();
  // Errors stay until replaced; hovered or focused news waits.
  if (tone !== "bad") expire(toast, seconds);
}

function actionButton(toast, action, event) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = action;
  button.addEventListener("click", () => {
    toast.remove();
    document.dispatchEvent(new CustomEvent(event, { bubbles: true }));
  });
  return button;
}

function expire(toast, seconds) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) expire(toast, 2);
    else toast.remove();
  }, seconds * 1000);
}

document.addEventListener("entente:toast", (event) => add(event.detail));
