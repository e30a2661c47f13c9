/* The tree of codes by keyboard: one stop of the Tab key, arrows inside, Home and End; in the editor Alt with an arrow moves
   the entry itself. The entry shown stays in view; only the tree's own pane scrolls. */
const trees = () => document.querySelectorAll("[data-tree]");
const itemsOf = (tree) => [...tree.querySelectorAll("[data-uuid]")];
const level = (item) => Number(item.dataset.level);
let scrolled = 0;

function begin() {
  for (const tree of trees()) {
    const items = itemsOf(tree);
    const focused = items.find((item) => item === document.activeElement);
    stopAt(items, focused ?? items.find((item) => item.hasAttribute("aria-current")) ?? items[0]);
  }
  const pane = document.querySelector("[data-tree-pane]") ?? document.querySelector("[data-tree]")?.closest(".pane");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  pane.scrollTop = scrolled;
  const item = pane.querySelector("[data-uuid][aria-current]");
  if (item && !isInView(pane, item)) pane.scrollTop = item.offsetTop - pane.offsetTop - pane.clientHeight / 3;
  pane.addEventListener("scroll", () => { scrolled = pane.scrollTop; }, { passive: true });
}

function isInView(pane, item) {
  const top = item.offsetTop - pane.offsetTop;
  return top >= pane.scrollTop && top + item.offsetHeight <= pane.scrollTop + pane.clientHeight;
}

function stopAt(items, chosen) {
  for (const item of items) item.tabIndex = item === chosen ? 0 : -1;
}

document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.("[data-tree] [data-uuid]");
  if (item) stopAt(itemsOf(item.closest("[data-tree]")), item);
});

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[data-tree] [data-uuid]");
  if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tree = item.closest("[data-tree]");
  const acts = event.altKey ? (tree.hasAttribute("data-tree-editing") ? MOVES : {}) : STEPS;
  if (!(event.key in acts)) return;
  event.preventDefault();
  acts[event.key](item, itemsOf(tree), tree);
});

const focusOn = (item) => item?.focus();
const above = (item, items) => items.slice(0, items.indexOf(item)).findLast((one) => level(one) < level(item));

const STEPS = {
  ArrowDown: (item, items) => focusOn(items[items.indexOf(item) + 1]),
  ArrowUp: (item, items) => focusOn(items[items.indexOf(item) - 1]),
  Home: (item, items) => focusOn(items[0]),
  End: (item, items) => focusOn(items.at(-1)),
  ArrowLeft: (item, items) => focusOn(above(item, items)),
  ArrowRight: (item, items) => {
    const next = items[items.indexOf(item) + 1];
    if (next && level(next) > level(item)) focusOn(next);
  },
};

const MOVES = {
  ArrowDown: (item, items, tree) => send(tree.dataset.stepUrl, item, { step: 1 }),
  ArrowUp: (item, items, tree) => send(tree.dataset.stepUrl, item, { step: -1 }),
  ArrowLeft: (item, items, tree) => {
    if (item.dataset.kind === "code" && level(item) > 1) moveTo(tree, item, above(above(item, items), items));
  },
  ArrowRight: (item, items, tree) => {
    const group = item.dataset.kind === "code" && level(item) === 1 && groupBefore(item, items);
    if (group) moveTo(tree, item, group);
    else chooseWhere(item);
  },
};

/* The group right above an entry, whose last code may stand between the two. */
function groupBefore(item, items) {
  const before = items.slice(0, items.indexOf(item)).findLast((one) => level(one) <= level(item));
  return before?.dataset.kind === "group" ? before : undefined;
}

const moveTo = (tree, item, place) => send(tree.dataset.moveUrl, item, { parent: place.dataset.uuid });

/* What is taken of the answer, and how it takes its place, is said on the editor, as for its forms. */
function send(pattern, item, values) {
  const editor = document.getElementById("editor");
  const url = pattern.replace("00000000-0000-0000-0000-000000000000", item.dataset.uuid);
  window.htmx.ajax("POST", url, {
    source: item, target: editor, select: "#editor", push: "true", values,
    selectOOB: editor.getAttribute("hx-select-oob:inherited"), swap: editor.getAttribute("hx-swap:inherited"),
  });
}

/* The list of places stands with the entry: open it first when another one is shown. */
function chooseWhere(item) {
  if (item.hasAttribute("aria-current")) document.getElementById("id_parent")?.focus();
  else {
    document.addEventListener("htmx:after:swap", () => document.getElementById("id_parent")?.focus(), { once: true });
    item.click();
  }
}

document.addEventListener("htmx:after:swap", begin);
begin();
