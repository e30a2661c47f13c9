/* <details data-menu>: closes on Escape, on a press outside and when focus leaves. The project's rail shows its active item. */
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  }
});

document.addEventListener("pointerdown", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

const rail = document.querySelector("[data-rail]");
const active = rail?.querySelector("[aria-current]");
if (active && rail.scrollWidth > rail.clientWidth) {
  rail.scrollLeft = active.offsetLeft - (rail.clientWidth - active.offsetWidth) / 2;
}
// A browser leaves an item where it is as soon as a part of it can be seen.
rail?.addEventListener("focusin", (event) => event.target.scrollIntoView({ inline: "nearest", block: "nearest" }));
document.querySelector("[data-focus]")?.focus();
