/* [data-thread-more]: an address that points to a folded post unfolds it and goes there. */
function reveal() {
  const post = location.hash.startsWith("#post-") && document.getElementById(location.hash.slice(1));
  const fold = post && post.closest("[data-thread-more]");
  if (fold) fold.open = true;
  if (post) post.focus({ preventScroll: true });
  if (fold) post.scrollIntoView();
}

window.addEventListener("hashchange", reveal);
reveal();
