/* [data-paste]: while a name is typed, the page says which person it will be, and shows the text without the name. */
const fold = (name) => name.normalize("NFC").toLocaleLowerCase().trim().replace(/\s+/g, " ");
const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

for (const form of document.querySelectorAll("[data-paste]")) {
  const rows = [...form.querySelectorAll("[data-paste-row]")].map((row) => ({
    name: row.querySelector("[data-paste-name]"),
    alias: row.querySelector("[data-paste-alias]"),
    text: row.querySelector("[data-paste-text]"),
    shown: row.querySelector("[data-paste-shown]"),
  }));

  const people = () => {
    const found = new Map();
    for (const { name } of rows) {
      const folded = fold(name.value);
      if (folded && !found.has(folded)) found.set(folded, `${form.dataset.person} ${found.size + 1}`);
    }
    return found;
  };

  // Only names that cannot be taken for words: two words, or behind an @. The import looks closer.
  const masked = (text, found) => {
    let shown = text;
    for (const [name, alias] of [...found].sort(([a], [b]) => b.length - a.length)) {
      const before = name.includes(" ") ? "@?" : "@";
      shown = shown.replace(new RegExp(`(?<![\\p{L}\\p{N}])${before}${escaped(name)}(?![\\p{L}\\p{N}])`, "giu"), alias);
    }
    return shown;
  };

  const write = (place, words) => {
    if (place.textContent !== words) place.textContent = words;
    place.hidden = words === "";
  };

  const show = () => {
    const found = people();
    for (const row of rows) {
      const alias = found.get(fold(row.name.value));
      write(row.alias, alias ? `→ ${alias}` : "");
      const shown = masked(row.text.value, found);
      write(row.shown, shown === row.text.value ? "" : `→ ${shown}`);
    }
  };

  form.addEventListener("input", show);
  show();
}
