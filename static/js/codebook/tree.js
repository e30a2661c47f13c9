/* The entry shown stays in view in the tree when a page of the codebook opens; only the tree's own pane scrolls. */
const item = document.querySelector(".codebook-tree [aria-current]");
const pane = item?.closest(".pane");
if (pane && pane.scrollHeight > pane.clientHeight) {
  pane.scrollTop = item.offsetTop - pane.offsetTop - pane.clientHeight / 3;
}
