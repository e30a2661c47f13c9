/* The queue of operations: each key press is one, kept until the server has it, sent in order, one at a time, for ever.

   A record: {order, operation_id, assignment, url, page, kind, code, start, end, crc, reason, seconds, after, refusal?}. `after` is the sequence the unit has
   just before it, so a unit that changed elsewhere is noticed and not overwritten. A refused operation stops its own unit
   until the coder has decided; other units go on. Of several tabs one sends (a lock), all see (a channel). */
import { newId, openStore } from "./store.js";
import { askSession, send } from "./wire.js";

const LONGEST_WAIT = 15000;

export async function openQueue({ user, sessionUrl, token, onChange, onStored, onRefused = () => {} }) {
  const store = await openStore(user);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`entente-${user}`) : null;
  const state = { waiting: [], savedAt: null, isSending: false, isSignedOut: false, isOtherUser: false, failures: 0 };
  let csrf = token;
  let wake = () => {};
  // On their way into the store: they count at once, the screen must not say "saved" before.
  let arriving = [];

  const refresh = async (news = null) => {
    const stored = await store.all();
    const names = new Set(stored.map((one) => one.operation_id));
    state.waiting = [...stored, ...arriving.filter((one) => !names.has(one.operation_id))];
    onChange(state);
    if (news) channel?.postMessage(news);
  };
  channel?.addEventListener("message", async ({ data }) => {
    if (data.state) onStored(data.operation, data.state, true);
    if (data.savedAt) state.savedAt = new Date(data.savedAt);
    await refresh();
    kick();
  });

  const next = () => {
    const stopped = new Set(state.waiting.filter((one) => one.refusal).map((one) => one.assignment));
    return state.waiting.find((one) => one.order && !stopped.has(one.assignment));
  };

  async function drain() {
    await refresh();
    for (let operation = next(); operation; operation = next()) {
      state.isSending = true;
      onChange(state);
      await take(operation, await send(operation, csrf));
    }
    state.isSending = false;
    onChange(state);
  }

  async function take(operation, answer) {
    if (answer.kind === "stored") {
      Object.assign(state, { failures: 0, isSignedOut: false, isOtherUser: false, savedAt: new Date() });
      await store.remove([operation.order]);
      onStored(operation, answer.state, false);
      await refresh({ operation, state: answer.state, savedAt: state.savedAt.toISOString() });
    } else if (answer.kind === "refused" && !(await isOtherUser())) {
      const { status, error, sentence, state: stored } = answer;
      await store.change({ ...operation, refusal: { status, error, sentence, state: stored } });
      await refresh({ refused: true });
      onRefused(operation, stored);
    } else {
      if (answer.kind === "signedOut") state.isSignedOut = true;
      state.failures += 1;
      state.isSending = false;
      onChange(state);
      await pause(answer.kind === "token" ? 0 : Math.min(500 * 2 ** (state.failures - 1), state.isSignedOut ? 4000 : LONGEST_WAIT));
      await renew();
    }
  }

  /* Another person's session answers "not yours" to everything; that is no verdict on these operations. */
  async function isOtherUser() {
    const session = await askSession(sessionUrl);
    state.isOtherUser = Boolean(session?.user && session.user !== user);
    if (state.isOtherUser) state.failures = Math.max(state.failures, 3);
    return state.isOtherUser;
  }

  async function renew() {
    const session = await askSession(sessionUrl);
    if (!session) return;
    state.isSignedOut = !session.user;
    state.isOtherUser = Boolean(session.user && session.user !== user);
    if (session.user === user) csrf = session.csrf;
    onChange(state);
    // Nothing is sent in the name of somebody else: ask again until the right person is back.
    if (session.user !== user) await pause(2000).then(renew);
  }

  const pause = (time) => new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    wake = () => { clearTimeout(timer); resolve(); };
  });

  let running = null;
  let again = false;
  function kick() {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        if (navigator.locks) await navigator.locks.request(`entente-${user}`, drain);
        else await drain();
      }
      running = null;
    })();
  }

  const hurry = () => { if (document.visibilityState === "visible") { wake(); kick(); } };
  window.addEventListener("online", hurry);
  window.addEventListener("focus", hurry);
  document.addEventListener("visibilitychange", hurry);
  window.addEventListener("beforeunload", (event) => { if (state.waiting.some((one) => !one.refusal)) event.preventDefault(); });

  let adding = Promise.resolve();
  await refresh();
  kick();
  return {
    state,
    kick,
    token: () => csrf,
    renew,
    add(unit, acts, after) {
      const operations = acts.map((act, index) => ({
        operation_id: newId(), assignment: unit.assignment, url: unit.operations, page: unit.page,
        kind: act.kind, code: act.code ?? null, start: act.start ?? null, end: act.end ?? null, crc: act.crc ?? null,
        reason: act.reason ?? "", seconds: act.seconds ?? null, after: after + index,
      }));
      arriving = [...arriving, ...operations];
      state.waiting = [...state.waiting, ...operations];
      onChange(state);
      adding = adding.then(() => store.add(operations)).then(async () => {
        arriving = arriving.filter((one) => !operations.includes(one));
        await refresh();
        kick();
      });
    },
    of: (assignment) => state.waiting.filter((one) => one.assignment === assignment),
    refusals: () => state.waiting.filter((one) => one.refusal),
    async forget(assignment) {
      await adding;
      await store.remove((await store.all()).filter((one) => one.assignment === assignment).map((one) => one.order));
      await refresh({ forgotten: assignment });
    },
    async retry(assignment) {
      for (const { refusal, ...operation } of state.waiting.filter((one) => one.order && one.assignment === assignment)) {
        if (refusal) await store.change(operation);
      }
      await refresh();
      kick();
    },
    /* Resolves when nothing sendable waits, or after `time` milliseconds. */
    async settled(time) {
      const until = Date.now() + time;
      await adding;
      while (next() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
      return !next();
    },
  };
}
