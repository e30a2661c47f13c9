/* Where operations wait until the server has them: IndexedDB, one database a person, so that nobody sends another's.
   Ids, places and check sums lie here, never the text of a post; of words only the reason or question that the coder wrote
   with this act, until it is sent. Without IndexedDB (some private windows) they wait in memory and the page warns before it is left. */
const STORE = "operations";

const asPromise = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export async function openStore(user) {
  try {
    const opening = indexedDB.open(`entente-${user}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
    return inDatabase(await asPromise(opening));
  } catch {
    return inMemory();
  }
}

function inDatabase(database) {
  const table = (mode) => database.transaction(STORE, mode, { durability: "strict" }).objectStore(STORE);
  const write = (work) => new Promise((resolve, reject) => {
    const objects = table("readwrite");
    const request = work(objects);
    objects.transaction.oncomplete = () => resolve(request?.result);
    objects.transaction.onerror = () => reject(objects.transaction.error);
    objects.transaction.onabort = () => reject(objects.transaction.error);
  });
  return {
    isLasting: true,
    all: () => asPromise(table("readonly").getAll()),
    add: (operations) => write((objects) => { for (const one of operations) objects.add(one); }),
    change: (operation) => write((objects) => objects.put(operation)),
    remove: (orders) => write((objects) => { for (const order of orders) objects.delete(order); }),
  };
}

function inMemory() {
  const waiting = new Map();
  let last = 0;
  return {
    isLasting: false,
    all: async () => [...waiting.values()].map((one) => ({ ...one })),
    add: async (operations) => { for (const one of operations) waiting.set(++last, { ...one, order: last }); },
    change: async (operation) => { waiting.set(operation.order, { ...operation }); },
    remove: async (orders) => { for (const order of orders) waiting.delete(order); },
  };
}

/* crypto.randomUUID exists only over https and on localhost; a team's server in its own network has plain http. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
