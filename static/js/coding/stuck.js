/* What needs its coder: the unit of a refused act is shown; where it can no longer be, its acts can be dropped from here. */
import { ask } from "./ask.js";
import { say } from "./status.js";
import { go } from "./walk.js";

// The unit is not this coder's any more, or they may not code at all: its page would be refused too.
const OUT_OF_REACH = new Set([403, 404]);

export async function showRefused(desk) {
  const refused = desk.queue.refusals()[0];
  if (!refused) return;
  const isElsewhere = refused.assignment !== desk.unit.assignment;
  if (isElsewhere && OUT_OF_REACH.has(refused.refusal.status)) {
    await offerDrop(desk, refused);
    return;
  }
  if (isElsewhere && !(await go(desk, refused.page))) return;
  desk.root.querySelector("[data-conflict]").scrollIntoView({ block: "center" });
  desk.root.querySelector("[data-conflict] button:not([hidden] *)").focus();
}

async function offerDrop({ queue, said }, { assignment, refusal }) {
  const isDropped = await ask("stuck", (dialog) => { dialog.querySelector("[data-ask-about]").textContent = refusal.sentence; });
  if (isDropped === null) {
    await queue.retry(assignment);
    return;
  }
  await queue.forget(assignment);
  say(said.dropped);
}
