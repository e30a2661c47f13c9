"""Enter, in a real browser: how long until the next unit can be read."""

from uuid import UUID

from playwright.sync_api import sync_playwright

from coding_app.local.testing import browser

UNITS, PAUSE = 40, 1000
# From the key press to the frame that shows another unit as the current one, with its codes ready to be pressed.
WATCH = """
window.took = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const began = performance.now();
  const before = document.querySelector("[data-unit].is-current")?.dataset.unit;
  const look = () => {
    const now = document.querySelector("[data-unit].is-current")?.dataset.unit;
    if (now && now !== before) requestAnimationFrame(() => window.took.push(performance.now() - began));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}, true);
"""
ASKED = """() => {
  const { units } = JSON.parse(document.querySelector("#unit-model").textContent);
  return units.find((one) => location.pathname === one.page).asked.length;
}"""


def entering(port: int, session: str, base: str, units: list[UUID]) -> list[float]:
    """Code units one after the other by keyboard, without a pause; return the milliseconds that each Enter took."""
    with sync_playwright() as play:
        window = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        context = window.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}{base}{units[-UNITS - 5]}/")
        page.locator(".workbench.is-live").wait_for()
        page.evaluate(WATCH)
        for number in range(UNITS):
            for _dimension in range(page.evaluate(ASKED)):
                page.keyboard.press("0")
            page.keyboard.press("Enter")
            page.wait_for_function("(count) => window.took.length > count", arg=number)
            # A decision takes longer than a second: what comes next is fetched meanwhile.
            page.wait_for_timeout(PAUSE)
        took: list[float] = page.evaluate("window.took")
        window.close()
    return took
