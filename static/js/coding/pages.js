/* Units fetched ahead, so that "next" is immediate and goes on for a while without a connection. */
const AHEAD = 4;
const FRESH = 10 * 60 * 1000;
const KEPT = 40;
const pages = new Map();
let isFetchingAhead = false;

async function fetchPage(address) {
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000) });
  const text = await response.text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const root = parsed.querySelector("[data-workbench]");
  if (!response.ok || !root) throw new Error("not a unit");
  return keep(address, root, parsed.title);
}

/* Codes and memos of a kept page may be older than what this tab knows; readUnit and setUpMemo put that right. */
export function keep(address, root, title) {
  const page = { root: document.importNode(root, true), title, at: Date.now() };
  pages.delete(address);
  pages.set(address, page);
  if (pages.size > KEPT) pages.delete(pages.keys().next().value);
  return page;
}

/* The page of a unit; an old copy when the server cannot be reached; null when there is none. */
export async function pageOf(address) {
  const kept = pages.get(address);
  if (kept && Date.now() - kept.at < FRESH) return kept;
  return fetchPage(address).catch(() => kept ?? null);
}

export const forgetPage = (address) => pages.delete(address);

/* Fetch the next units one after the other, while nobody waits for anything. */
export async function fetchAhead(unit) {
  if (isFetchingAhead) return;
  isFetchingAhead = true;
  let address = unit.nextOpen || unit.next;
  for (let count = 0; address && count < AHEAD; count += 1) {
    const page = pages.get(address) ?? (await fetchPage(address).catch(() => null));
    if (!page) break;
    const model = JSON.parse(page.root.querySelector("#unit-model").textContent);
    address = model.nextOpen || model.next;
  }
  isFetchingAhead = false;
}

/* Put a fetched unit in the place of the one on the screen. */
export function show(page) {
  const root = page.root.cloneNode(true);
  document.querySelector("[data-workbench]").replaceWith(root);
  document.title = page.title;
  return root;
}
