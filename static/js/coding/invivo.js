/* In a training round: propose the selected words as a code of the current dimension; the team answers in the codebook. */
import { ask } from "./ask.js";
import { say } from "./status.js";

export async function proposeInVivo(desk, selection, quote) {
  const { said, unit, model } = desk;
  const address = desk.current?.inVivo || model.inVivo;
  if (!address) return say(said.noInVivo);
  if (!selection) return say(said.selectFirst);
  const why = await ask("inVivo", (dialog) => { dialog.querySelector("[data-ask-about]").textContent = quote; });
  if (why === null) return undefined;
  // The name on the first line, what it is for below: as the form of the codebook has it.
  const text = `${quote.replace(/\s+/g, " ").slice(0, 200)}\n${why}`.trim();
  const isSent = await send(address, { kind: "proposal", text, post: unit.post, start: selection.start, end: selection.end }, desk);
  return isSent ? say(said.proposed) : say(said.notProposed, { tone: "bad" });
}

/* A proposal is no decision on the unit: it is not queued. An answer from elsewhere (a page to sign in) is none. */
async function send(address, fields, { queue }) {
  try {
    const response = await fetch(address, {
      method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(8000), body: new URLSearchParams(fields),
      headers: { "X-CSRFToken": queue.token() },
    });
    const folder = (path) => new URL(path, location.href).pathname.split("/").slice(0, 3).join("/");
    return response.ok && folder(response.url) === folder(address);
  } catch {
    return false;
  }
}
