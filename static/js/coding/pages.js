/* Threads fetched ahead, so that "next" is immediate and work goes on for an hour without a connection: a hundred units take
   25 minutes, so that 250 are an hour. Their words are kept in this tab's memory only, and are gone when it is closed. */
const FIRST = 3;
const NEAR = 20;
const AHEAD = 250;
const FRESH = 10 * 60 * 1000;
const USABLE = 3 * 60 * 60 * 1000;
const KEPT = 300;
const LARGEST = 24e6; // letters of all kept pages together
const pages = new Map();
const panels = new Map();
const PAUSE = 1500;
let walk = 0;
let version = null;

async function fetchPage(address) {
  // A redirect leads to the page to sign in: that is for the coder to open, not for this fetch.
  const headers = { Accept: "text/html", "X-Panels": [...panels.keys()].join(" ") };
  const response = await fetch(address, { credentials: "same-origin", headers, redirect: "error", signal: AbortSignal.timeout(10000) });
  const text = await response.text();
  const root = rootIn(text);
  if (!response.ok || !root) throw new Error("not a unit");
  return keep(address, root);
}

const rootIn = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-workbench]");
const modelIn = (root) => JSON.parse(root.querySelector("#unit-model").textContent);

/* A page stands for every unit that can be coded in it. Its codes and memos may be older than what this tab knows:
   readModel and showMemo put that right. The panel of codes is most of a page and the same on nearly all of them: it is
   kept once under its key, and the server does not send again what it is told that we have. */
export function keep(address, original) {
  const root = original.cloneNode(true);
  const { units, version: its } = modelIn(root);
  if (its !== version) forgetPages();
  version = its;
  const codes = root.querySelector("[data-codes-panel]");
  const panel = codes.dataset.codesPanel;
  if (codes.childElementCount > 0) panels.set(panel, codes.cloneNode(true));
  codes.replaceChildren();
  const page = { html: root.outerHTML, panel, at: Date.now(), units: units.map(({ page: own, next, nextOpen }) => ({ page: own, next, nextOpen })) };
  for (const one of new Set([address, ...units.map((unit) => unit.page)])) {
    pages.delete(one);
    pages.set(one, page);
  }
  bound();
  return page;
}

/* What was kept first goes first: that lies behind the coder, for no walk is as long as what is kept. */
function bound() {
  const all = new Set(pages.values());
  let letters = [...all].reduce((sum, page) => sum + page.html.length, 0);
  for (const page of all) {
    if (all.size <= KEPT && letters <= LARGEST) return;
    for (const [address, one] of pages) if (one === page) pages.delete(address);
    all.delete(page);
    letters -= page.html.length;
  }
}

/* The page of a unit; an old copy when the server cannot be reached; null when there is none. */
export async function pageOf(address) {
  const kept = pages.get(address);
  if (kept && Date.now() - kept.at < USABLE) return kept;
  return fetchPage(address).catch(() => kept ?? null);
}

export const forgetPage = (address) => pages.delete(address);
export const forgetPages = () => pages.clear();

/* Fetch what comes next in the queue, one page after the other: the first few at once, the others while nobody waits. What
   is still far is fetched once, and again when it comes near. */
export async function fetchAhead(unit, mayGoOn) {
  // Each unit that comes onto the screen begins a walk of its own and ends the one before.
  const mine = ++walk;
  const seen = new Set([unit.page]);
  let address = unit.nextOpen || unit.next;
  for (let count = 0; address && !seen.has(address) && count < AHEAD; count += 1) {
    seen.add(address);
    if (mine !== walk) return;
    const kept = pages.get(address);
    if (!kept || Date.now() - kept.at > (count < NEAR ? FRESH : USABLE)) {
      if (count >= FIRST && !(await quietMoment(mayGoOn))) break;
      if (!(await fetchPage(address).catch(() => kept))) break;
    }
    const own = pages.get(address)?.units.find((one) => one.page === address);
    address = own?.nextOpen || own?.next;
  }
}

/* Page after page with a pause between, so that a team that begins at nine does not ask for everything at once. */
async function quietMoment(mayGoOn) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  return navigator.onLine && !navigator.connection?.saveData && mayGoOn();
}

/* Put a fetched page in the place of the one on the screen; a panel of the same codes moves over as it stands. */
export function show(page) {
  const old = document.querySelector("[data-workbench]");
  const root = document.adoptNode(rootIn(page.html));
  const now = old.querySelector("[data-codes-panel]");
  const panel = now.dataset.codesPanel === page.panel ? now : document.importNode(panels.get(page.panel), true);
  root.querySelector("[data-codes-panel]").replaceWith(panel);
  old.replaceWith(root);
  return root;
}
