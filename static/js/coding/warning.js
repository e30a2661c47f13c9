/* A warning on a post, for the whole team: put, reworded, taken back. The page is read again; those fetched ahead stay. */
import { forgetPage } from "./pages.js";
import { postOf } from "./places.js";
import { say } from "./status.js";
import { goToUnit } from "./view.js";
import { readAgain } from "./walk.js";
import { post } from "./wire.js";

export function openWarning({ root, unit, said }) {
  const box = postOf(root, unit)?.querySelector("[data-warning]");
  if (!box) {
    say(said.onThread);
    return;
  }
  box.open = true;
  box.querySelector("[name=text]").focus();
}

export function setUpWarnings(desk) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("[data-warning]")) return;
    event.preventDefault();
    const isSent = await post(form.action, { text: form.querySelector("[name=text]")?.value ?? "" }, desk.queue.token());
    if (!isSent) {
      say(desk.said.notWarned, { tone: "bad" });
      return;
    }
    forgetPage(desk.unit.page);
    await readAgain(desk);
  });
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && event.target.closest("[data-warning]");
    if (!box) return;
    box.open = false;
    goToUnit(desk.root, desk.unit, { focus: true, isCalm: true });
  });
}
