/* Pages of coding other than the screen itself: send what an earlier visit could not. */
import { openQueue } from "./queue.js";
import { showStatus } from "./status.js";

const model = JSON.parse(document.getElementById("unit-model").textContent);
const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
let hadSome = false;

await openQueue({
  user: model.user,
  sessionUrl: model.session,
  token,
  onChange: (state) => {
    hadSome ||= state.waiting.length > 0;
    if (hadSome) showStatus(state, model.words);
  },
  // The list of units was drawn before these arrived.
  onStored: (_operation, _state, isElsewhere) => { if (!isElsewhere) hadSome = true; },
});
