/* The editor: what is written and not saved is asked about before another entry takes its place. */
const form = () => document.querySelector("[data-unsaved]");
let isDirty = false;
let cameFromTree = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-unsaved]")) isDirty = true;
});

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  cameFromTree = source.matches("[data-tree] a") && event.detail.ctx.request.method === "GET";
  if (!isDirty || !form() || form().contains(source)) return;
  if (!window.confirm(form().dataset.unsaved)) event.preventDefault();
});

document.addEventListener("htmx:after:swap", (event) => {
  // What could not be taken comes back with what was typed: still not saved.
  isDirty = event.detail.ctx.response?.status >= 400;
  const problem = document.querySelector("#editor [data-focus]");
  if (problem) problem.focus();
  else if (cameFromTree && isStacked()) document.getElementById("entry").focus();
  cameFromTree = false;
});

/* On a narrow screen the entry stands below the tree: following a link of the tree goes there. */
const isStacked = () => getComputedStyle(document.getElementById("editor")).gridTemplateColumns.split(" ").length === 1;

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-unsaved]")) isDirty = false;
});

window.addEventListener("beforeunload", (event) => {
  if (isDirty && form()) event.preventDefault();
});
