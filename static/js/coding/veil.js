/* A post that the team warns of stays veiled until its reader chooses to read it; what was lifted stays lifted in this tab. */
const lifted = new Set();

export function setUpVeils(root) {
  for (const veil of root.querySelectorAll("[data-veil]")) {
    const { post } = veil.closest("[data-post]").dataset;
    veil.open = lifted.has(post);
    veil.addEventListener("toggle", () => (veil.open ? lifted.add(post) : lifted.delete(post)));
  }
}

/* -> whether there was a veil to move; open: true lifts it, undefined turns it. */
export function moveVeil(post, isOpen) {
  const veil = post?.querySelector("[data-veil]");
  if (!veil) return false;
  veil.open = isOpen ?? !veil.open;
  return true;
}

export const isVeiled = (post) => post?.querySelector("[data-veil]")?.open === false;
