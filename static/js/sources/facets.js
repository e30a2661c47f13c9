/* [data-facets]: a choice is applied at once; empty fields stay out of the address; facets start folded on a phone. */
for (const form of document.querySelectorAll("[data-facets]")) {
  form.addEventListener("change", (event) => {
    if (event.target.type !== "search") form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    if (event.formData.get("order") === "recent") event.formData.delete("order");
  });
  const fold = form.querySelector("[data-facets-fold]");
  if (fold && window.matchMedia("(max-width: 56rem)").matches) fold.open = false;
}
