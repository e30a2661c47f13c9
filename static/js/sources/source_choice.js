/* [data-source-choice]: the fields of a new source show only while no existing source is chosen. */
for (const form of document.querySelectorAll("[data-source-choice]")) {
  const choice = form.elements.namedItem("source");
  const fields = form.querySelector("[data-new-source]");
  const show = () => {
    fields.hidden = choice.value !== "";
  };
  choice.addEventListener("change", show);
  show();
}
