"""Words coded by keyboard and mouse, several units in one view, and what a screen reader and a small screen get."""

import gzip
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.coding.hundred import SLUG, TEXTS
from tests.browser.coding.screen import assignment, begin, elsewhere, press, saved, stored

pytestmark = pytest.mark.usefixtures("world", "site")

MARKS = """
    SELECT d.key, k.start, k.end, substr(p.text, k.start + 1, k.end - k.start)
      FROM coding_app_coding k JOIN coding_app_assignment a ON a.id = k.assignment_id
      JOIN coding_app_unit u ON u.id = a.unit_id JOIN corpus_post p ON p.id = u.post_id
      JOIN coding_app_codedefinition d ON d.code_id = k.code_id AND d.version_id = k.version_id
     WHERE a.uuid = %s AND k.retracted_at IS NULL ORDER BY k.start NULLS FIRST, d.key
"""
LIVE_REGION = "[...document.querySelectorAll('[data-announce]')].map((one) => one.textContent).join('')"
SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (!one.hadRecentInput) window.shifted.push([one.value, ...one.sources.map(({ node }) => node?.className)]);
  }
}).observe({type: "layout-shift", buffered: true});
"""


def marks(site: Any, unit: str) -> list[tuple[str, int | None, int | None, str | None]]:
    return site.rows(MARKS, unit)


def go_to_text(page: Page, beginning: str) -> str:
    """Make the first unit whose post begins with these words the current one, by a click; return its uuid."""
    post = page.locator(".post[data-unit]", has=page.locator(".post-text", has_text=beginning)).first
    post.locator(".post-head").click()
    expect(post).to_have_attribute("aria-current", "true")
    return str(post.get_attribute("data-unit"))


def test_words_are_chosen_coded_moved_and_taken_off(page: Page, site: Any, hundred: None) -> None:
    begin(page, site, SLUG)
    units = {text: go_to_text(page, text[:12]) for text in TEXTS}
    assert len(set(units.values())) == 5  # all in one thread, without leaving the page
    # By sentences: the second, then with Shift the first as well: two passages, one inside the other.
    text = TEXTS[0]
    unit = go_to_text(page, text[:12])
    press(page, "s", "j", "1", "k", "Shift+ArrowDown", "q")
    assert page.evaluate(LIVE_REGION).endswith(f"Question “{text}”")
    expect(page.locator(f"[data-unit='{unit}'] .passage.lane1").first).to_contain_text("Est-ce")
    expect(page.locator("[data-target-words]")).to_have_text(f"“{text}”")
    # By words, over an emoji of several code points.
    press(page, "Escape")
    second = go_to_text(page, TEXTS[1][:12])
    press(page, "s", *["Alt+ArrowRight"] * 4, "Shift+Alt+ArrowRight", "a")
    saved(page)
    whole = len(text)
    assert marks(site, unit) == [("q", 0, whole, text), ("1", text.index("On"), whole, "On me l’a demandé hier.")]
    ((key, start, end, words),) = marks(site, second)
    assert (key, words) == ("a", TEXTS[1][start:end])
    assert words == "non 👩🏽‍⚕️"
    # With the mouse, in a text that runs from right to left.
    third = go_to_text(page, TEXTS[4][:8])
    box = page.locator(f"[data-unit='{third}'] [data-post-text]")
    box.evaluate("""(place) => { const text = place.firstChild; const at = text.data.indexOf("شكرا");
      getSelection().setBaseAndExtent(text, at, text, at + 4); }""")
    expect(page.locator("[data-target-words]")).to_have_text("“شكرا”")
    page.locator("[data-code]:visible").first.click()
    saved(page)
    at = TEXTS[4].index("شكرا")
    assert marks(site, third) == [("1", at, at + 4, "شكرا")]
    # A passage is taken up from the list and moved (retract + make), then taken off; undo brings it back.
    page.evaluate("getSelection().removeAllRanges()")
    page.locator(f"[data-unit='{third}'] .passage-take").focus()
    press(page, "Enter", "Shift+Alt+ArrowRight", "Enter")
    saved(page)
    moved = marks(site, third)
    assert moved[0][1] == at and moved[0][2] > at + 4
    assert [kind for kind, _code in stored(site, third)] == ["apply", "retract", "apply"]
    page.locator(f"[data-unit='{third}'] .passage-take").focus()
    press(page, "Delete")
    expect(page.locator(f"[data-unit='{third}'] .passage-take")).to_have_count(0)
    press(page, "u")
    saved(page)
    assert marks(site, third) == moved
    # "None applies" is said of the whole unit and stands alone; undo restores the passage.
    press(page, "0", "u")
    saved(page)
    assert marks(site, third) == moved


def test_speed_and_state_of_the_unit(page: Page, site: Any, hundred: None) -> None:
    begin(page, site, SLUG)
    first = assignment(page)
    press(page, "/")
    page.keyboard.type("fache")
    expect(page.locator("[data-code-palette] [role=option]")).to_have_count(1)
    press(page, "Enter", "2", "t")
    expect(page.locator("[data-recent] button").first).to_contain_text("Récit")
    press(page, "Enter")
    elsewhere(page, first)
    second = assignment(page)
    before = [kind for kind, _code in stored(site, second)]
    press(page, ".")
    expect(page.locator(f"[data-unit='{second}'] [data-unit-chips] .chip")).to_have_count(3)
    press(page, "d")
    page.keyboard.type("Est-ce la colère ?")
    press(page, "Enter")
    expect(page.locator(f"[data-unit='{second}'] [data-unit-doubt]")).to_have_text("? Est-ce la colère ?")
    press(page, "Shift+X")
    page.locator("[data-ask=skip] [data-ask-ready]").first.click()
    press(page, "Enter")
    elsewhere(page, second)
    saved(page)
    assert [kind for kind, _code in stored(site, second)] == [*before, "apply", "apply", "apply", "doubt", "skip"]
    assert site.rows("SELECT skipped_at IS NOT NULL, doubted_at IS NOT NULL FROM coding_app_assignment WHERE uuid = %s",
                     second) == [(True, True)]  # fmt: skip
    press(page, "u", "u")
    saved(page)
    assert assignment(page) == second
    assert [kind for kind, _code in stored(site, second)][-2:] == ["reopen", "undoubt"]
    press(page, "Control+Shift+Z")
    expect(page.locator(f"[data-unit='{second}'] [data-unit-doubt]")).to_have_text("? Est-ce la colère ?")
    # Digits are places on the keyboard, whatever AZERTY writes there.
    page.evaluate("""() => {
      const key = {key: "&", code: "Digit1", bubbles: true, cancelable: true};
      document.body.dispatchEvent(new KeyboardEvent("keydown", key));
    }""")
    saved(page)
    assert stored(site, second)[-1][0] == "apply"


def test_a_screen_reader_a_small_screen_and_a_thin_line_are_served(page: Page, site: Any, hundred: None) -> None:
    page.add_init_script(SHIFTS)
    begin(page, site, SLUG)
    tree = page.locator("main").aria_snapshot()
    assert re.search(r'article "(Unité|Unit) \d+[^"]*: AD-\d+"', tree)
    assert "combobox" in tree and 'button "Passage' in tree
    press(page, "j")
    assert re.fullmatch(r"(Unité|Unit) \d+.*AD-\d+", page.evaluate(LIVE_REGION))
    press(page, "1")
    assert "Pour" in page.evaluate(LIVE_REGION)
    press(page, "u")
    below = (
        "(unit) => unit.getBoundingClientRect().top - document.querySelector('.topbar').getBoundingClientRect().bottom"
    )
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 780})
        for key in ("j", "k"):
            press(page, key)
            assert page.locator("[data-unit][aria-current]").evaluate(below) >= 0
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What the page adds to the frame that every page has: itself, its own modules and its own styles.
    sizes = page.evaluate(r"""async () => {
      const names = performance.getEntriesByType("resource").map((one) => one.name);
      const own = [location.href, ...new Set(names.filter((name) => /js\/coding|css\/pages/.test(name)))];
      return Promise.all(own.map(async (name) => (await fetch(name)).text()));
    }""")
    total = sum(len(gzip.compress(text.encode(), 9)) for text in sizes)
    assert len(sizes) > 20 and total < 60_000, total
