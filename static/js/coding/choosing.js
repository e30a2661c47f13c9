/* Choosing words: by mouse, finger or keyboard; and taking up a passage that is there, to move it. */
import { announce } from "./announce.js";
import { commit, isHeld } from "./acts.js";
import { stepMeant } from "./keys.js";
import { elementOf, postOf } from "./places.js";
import { keyOf } from "./rules.js";
import { dropNative, nativeSelection, quoteOf, revealSelected, stepped } from "./selection.js";
import { fill, say } from "./status.js";
import { snapshot } from "./unit.js";
import { moveVeil } from "./veil.js";
import { keepInSight } from "./view.js";
import { redraw, unitAt, turnTo } from "./walk.js";

function choose(desk, selection) {
  desk.selection = selection;
  redraw(desk);
  if (!selection) return;
  desk.root.classList.remove("is-sheet-away");
  keepInSight(desk.root, desk.unit);
  revealSelected(desk.root);
  announce(fill(desk.said.selected, quoteOf(desk, selection)));
}

/* The first step of the keyboard; while one is on, the keys of steps belong to it. */
export function startStepping(desk) {
  moveVeil(postOf(desk.root, desk.unit), true);
  const first = stepped({ ...desk, selection: null }, { by: 1, isWord: false, isExtending: false });
  dropNative();
  if (first) choose(desk, first);
  else say(desk.said.noWords);
}

/* -> whether the key was a step. */
export function stepBy(desk, event) {
  const meant = desk.selection?.way === "steps" ? stepMeant(event) : null;
  if (!meant) return false;
  const next = stepped(desk, meant);
  if (next) choose(desk, next);
  return true;
}

export function dropWords(desk) {
  if (!desk.selection) return false;
  dropNative();
  choose(desk, null);
  announce(desk.said.onPost);
  return true;
}

/* A passage of the list is taken up: its words are selected and can be changed; Enter, or its code again, moves it there. */
export function takePassage(desk, mark) {
  dropNative();
  choose(desk, { start: mark.start, end: mark.end, anchor: null, way: "steps", editing: mark });
  // From the list to the words: Enter then means "here", not this button again.
  elementOf(desk.root, desk.unit).focus({ preventScroll: true });
}

export function movePassage(desk) {
  const { selection, unit, said } = desk;
  if (!selection?.editing) return false;
  const { editing, start, end } = selection;
  const mark = { code: editing.code, start, end };
  if (keyOf(mark) !== keyOf(editing) && !isHeld(desk)) {
    const before = snapshot(unit);
    const reopen = unit.submitted || unit.skipped ? [{ kind: "reopen" }] : [];
    commit(desk, [...reopen, { kind: "retract", ...editing }, { kind: "apply", ...mark }], before);
    say(said.passageMoved);
  }
  choose(desk, null);
  return true;
}

/* What the mouse or a finger selects counts once it rests; a passage of another unit of the page makes that one current. */
export function setUpNativeSelection(desk) {
  let timer = 0;
  const read = () => {
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    if (!range || range.collapsed) {
      if (desk.selection?.way === "native") choose(desk, null);
      return;
    }
    const from = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
    const other = desk.root.contains(from) ? unitAt(desk, from) : null;
    if (other) {
      const kept = range.cloneRange();
      turnTo(desk, other, { isCalm: true });
      getSelection().addRange(kept);
    }
    const found = nativeSelection(desk.root, desk.unit);
    if (found && !(desk.selection?.start === found.start && desk.selection?.end === found.end)) {
      choose(desk, { ...found, editing: desk.selection?.editing });
    }
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(read, 120);
  });
}
