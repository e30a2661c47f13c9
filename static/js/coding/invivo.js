/* In a training round: propose the selected words as a code of the current dimension; the team answers in the codebook. */
import { ask } from "./ask.js";
import { say } from "./status.js";
import { post } from "./wire.js";

export async function proposeInVivo(desk, selection, quote) {
  const { said, unit, model } = desk;
  const address = desk.current?.inVivo || model.inVivo;
  if (!address) return say(said.noInVivo);
  if (!selection) return say(said.selectFirst);
  const why = await ask("inVivo", (dialog) => { dialog.querySelector("[data-ask-about]").textContent = quote; });
  if (why === null) return undefined;
  // The name on the first line, what it is for below: as the form of the codebook has it.
  const text = `${quote.replace(/\s+/g, " ").slice(0, 200)}\n${why}`.trim();
  // A proposal is no decision on the unit: it is not queued.
  const fields = { kind: "proposal", text, post: unit.post, start: selection.start, end: selection.end };
  const isSent = await post(address, fields, desk.queue.token());
  return isSent ? say(said.proposed) : say(said.notProposed, { tone: "bad" });
}
