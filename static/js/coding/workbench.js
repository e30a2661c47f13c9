/* The coding screen: keys, presses and the queue come together here. `desk` is what all its modules share. */
import { press } from "./acts.js";
import { setUpAsking } from "./ask.js";
import { setUpNativeSelection, stepBy } from "./choosing.js";
import { startClock } from "./clock.js";
import { commandsOf } from "./commands.js";
import { openHistory } from "./history.js";
import { codeFor, isTyping, meaning } from "./keys.js";
import { hasUnsavedMemo } from "./memo.js";
import { forgetPages, keep } from "./pages.js";
import { setUpPalette } from "./palette.js";
import { openQueue } from "./queue.js";
import { isClosed } from "./rules.js";
import { fill, say } from "./status.js";
import { showRefused } from "./stuck.js";
import { adopt, readModel } from "./unit.js";
import { begin, go, goToDimension, onItsWay, readAgain, redraw, showQueue, unitAt } from "./walk.js";
import { setUpWarnings } from "./warning.js";

const first = document.querySelector("[data-workbench]");
const model = readModel(first);
const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
const desk = {
  root: first, model, units: model.units, unit: null, current: null, selection: null, said: model.words,
  progress: { ...model.progress }, history: openHistory(`entente-steps ${model.user} ${model.queue}`), lastSet: [], clock: startClock(model.recordsTime), queue: null,
};
const COMMANDS = commandsOf(desk);
let waitsForPlace = 0;

/* The server has an operation. If this tab has no more to say of its unit, it stands where the server stands. */
function onStored(operation, state, isElsewhere) {
  Object.assign(desk.progress, state.progress);
  const unit = desk.units.find((one) => one.assignment === operation.assignment);
  if (!isElsewhere || !unit || state.sequence <= unit.sequence) return;
  if (desk.queue.of(unit.assignment).some((one) => one.operation_id !== operation.operation_id)) return;
  adopt(unit, state);
  redraw(desk);
  say(desk.said.elsewhere);
}

/* The round stands under another version of the codebook than this page: nothing fetched before is of use any more. */
function onRefused(_operation, state) {
  if (!state || state.version === desk.model.version) return;
  forgetPages();
  readAgain(desk);
}

function onKey(event) {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if (!desk.unit || !model.hasKeys || isTyping(event.target)) return;
  if (Date.now() - waitsForPlace < 1200 || event.key === "g") {
    waitsForPlace = event.key === "g" ? Date.now() : 0;
    return;
  }
  if (onItsWay()) {
    event.preventDefault();
    onItsWay().then((hasCome) => hasCome && queueMicrotask(() => onKey(event)));
    return;
  }
  if (stepBy(desk, event)) {
    event.preventDefault();
    return;
  }
  const meant = meaning(event);
  if (meant?.command === "escape" && !desk.selection) return;
  // Enter and Delete keep their own sense on a control that was reached by Tab.
  const control = event.target.closest?.("a, button, summary");
  if (!meant || (control?.matches(":focus-visible") && event.key === "Enter")) return;
  event.preventDefault();
  if (meant.command) {
    if (!event.repeat || meant.command.endsWith("Dimension")) COMMANDS[meant.command]();
    return;
  }
  if (event.repeat) return;
  const code = codeFor(meant.key, desk.unit.dimensions, desk.current, (dimension) => !isClosed(dimension, desk.unit.live));
  if (code) press(desk, code);
  else say(fill(desk.said.notUsed, meant.key.toUpperCase()));
}
document.addEventListener("keydown", (event) => { if (!event.defaultPrevented) onKey(event); }, true);

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (!desk.root.contains(event.target)) return;
  const target = event.target.closest("[data-code], [data-press], [data-do], [data-go-dimension], a[data-swap]");
  const other = unitAt(desk, event.target);
  if (other && getSelection().isCollapsed) go(desk, other.page);
  if (!target) {
    if (desk.selection?.way === "steps" && event.target.closest("[data-post-text]")) COMMANDS.escape();
    return;
  }
  event.preventDefault();
  // A press with the mouse leaves no focus behind, so that Enter goes on meaning "done and next".
  if (event.detail > 0) target.blur();
  const { code, press: pressed, do: command, goDimension } = target.dataset;
  if (code ?? pressed) {
    document.activeElement?.matches("[data-code-search]") && document.activeElement.blur();
    press(desk, code ?? pressed);
  } else if (command) COMMANDS[command](target);
  else if (goDimension) goToDimension(desk, desk.unit.dimensions.find((one) => one.uuid === goDimension));
  else go(desk, new URL(target.href).pathname + new URL(target.href).search);
});
// A press on a code or a command must not undo the selection of words that it is about.
document.addEventListener("pointerdown", (event) => {
  if (desk.selection?.way === "native" && event.target.closest("[data-code], [data-press], [data-do]")) event.preventDefault();
});

document.querySelector("[data-needs-you]").addEventListener("click", () => showRefused(desk));

document.addEventListener("entente:undo", () => COMMANDS.undo());
window.addEventListener("popstate", () => go(desk, location.pathname + location.search, { isBack: true }));
window.addEventListener("beforeunload", (event) => { if (hasUnsavedMemo()) event.preventDefault(); });

// The screen goes to its unit by itself: after a reload the browser must not scroll back over it.
history.scrollRestoration = "manual";
keep(location.pathname + location.search, first);
desk.queue = await openQueue({ user: model.user, sessionUrl: model.session, token, onChange: (state) => desk.queue && showQueue(desk, state), onStored, onRefused });
setUpPalette(desk, (code) => press(desk, code));
setUpAsking();
setUpNativeSelection(desk);
setUpWarnings(desk);
begin(desk, first);
