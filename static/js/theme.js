/* Theme button: auto, light, dark in turn. The choice is a cookie, so the server renders the next page in it and nothing flashes. */
const ORDER = ["auto", "light", "dark"];
const root = document.documentElement;

function show(button, theme) {
  const words = button.dataset[`label${theme[0].toUpperCase()}${theme.slice(1)}`];
  button.title = words;
  button.querySelector("[data-theme-label]").textContent = words;
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  show(button, root.dataset.theme || "auto");
  button.addEventListener("click", () => {
    const theme = ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length];
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    show(button, theme);
    document.dispatchEvent(new CustomEvent("entente:toast", { detail: { message: button.title } }));
  });
}

/* A form that saves the account's preference takes over from this browser's choice. */
document.addEventListener("submit", (event) => {
  if (event.target.elements.namedItem("theme")) document.cookie = "theme=; Path=/; Max-Age=0; SameSite=Lax";
});
