/* [data-copy] is a link to plain text: its click puts that text on the clipboard and says the attribute's words.
   Where there is no clipboard, the link opens the text as any link does. */
function say(message) {
  document.dispatchEvent(new CustomEvent("entente:toast", { detail: { message } }));
}

async function text(address) {
  const answer = await fetch(address, { headers: { Accept: "text/plain" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Blob([await answer.text()], { type: "text/plain" });
}

for (const link of document.querySelectorAll("a[data-copy]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard?.write || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      // A promise, so that the clipboard opens within the click even where the answer takes a moment.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text(link.href) })]);
      say(link.dataset.copy);
    } catch {
      window.location.assign(link.href);
    }
  });
}
