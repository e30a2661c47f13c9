"""Coding by keyboard in a real browser: no key press is lost, whatever the network does."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coding_app.coding import rules

# A server that takes 300 ms, and a network that can be cut, that drops requests and loses answers.
NETWORK = """
window.network = {delay: 0, isCut: false, dropped: [], lost: [], sent: 0};
const real = window.fetch;
window.fetch = async (input, init) => {
  if (window.network.isCut) throw new TypeError("cut");
  if (!String(input).includes("/operations/")) return real(input, init);
  const number = ++window.network.sent;
  await new Promise((resolve) => setTimeout(resolve, window.network.delay));
  if (window.network.dropped.includes(number)) throw new TypeError("dropped on its way");
  const answer = await real(input, init);
  if (window.network.lost.includes(number)) throw new TypeError("answer lost");
  return answer;
};
"""
OPERATIONS = """
    SELECT o.kind, coalesce(c.slug, ''), o.sequence FROM coding_app_operation o
      JOIN coding_app_assignment a ON a.id = o.assignment_id LEFT JOIN coding_app_code c ON c.id = o.code_id
     WHERE a.uuid = %s ORDER BY o.sequence
"""
LIVE = """
    SELECT c.slug FROM coding_app_coding k JOIN coding_app_assignment a ON a.id = k.assignment_id
      JOIN coding_app_code c ON c.id = k.code_id WHERE a.uuid = %s AND k.retracted_at IS NULL ORDER BY c.slug
"""
SAVED = re.compile(r"✓")


# The world is built before the browser runs: Django refuses to work beside Playwright's event loop.
pytestmark = pytest.mark.usefixtures("world", "site")


@pytest.fixture
def coder_page(page: Page, sign_in: Callable, site: Any, world: Any) -> Page:
    """Open the coder's queue and begin."""
    page.add_init_script(NETWORK)
    sign_in(page, world.coder)
    begin(page, site, world)
    return page


def begin(page: Page, site: Any, world: Any) -> None:
    """Go to the first unit that is not submitted."""
    page.goto(f"{site.url}/projects/{world.project.slug}/code/?round={world.open_round.number}")
    page.locator(".card:has([aria-current]) a.button.is-primary").click()
    ready(page)


def ready(page: Page) -> None:
    page.locator(".workbench.is-live").wait_for()


def model(page: Page) -> dict[str, Any]:
    return json.loads(page.locator("#unit-model").text_content() or "")


def assignment(page: Page) -> str:
    return str(model(page)["assignment"])


def elsewhere(page: Page, unit: str) -> None:
    """Wait until another unit is on the screen."""
    page.wait_for_function(
        "(unit) => JSON.parse(document.querySelector('#unit-model').textContent).assignment !== unit", arg=unit
    )


def press(page: Page, *keys: str, pause: float = 20) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)


def saved(page: Page, timeout: float = 60_000) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(SAVED, timeout=timeout)


def stored(site: Any, unit: str) -> list[tuple[str, str]]:
    rows = site.rows(OPERATIONS, unit)
    assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
    return [(row[0], row[1]) for row in rows]


def live(site: Any, unit: str) -> list[str]:
    return [row[0] for row in site.rows(LIVE, unit)]


def code_one(page: Page) -> list[tuple[str, str]]:
    """Code the unit on the screen with a topic and the first codes; return what must be stored."""
    is_reply = len(model(page)["dimensions"]) == 6
    press(page, "t", "Enter", "1", *(["1", "Enter"] if is_reply else []), "4", "3", "2")
    codes = ["law.tasks", "act.question", *(["answer.advice"] if is_reply else []), "stance.none_taken", "tone.3"]
    return [*(("apply", code) for code in [*codes, "register.ordinary"]), ("submit", "")]


def test_ten_posts_by_keyboard_on_a_slow_network_that_drops(coder_page: Page, site: Any) -> None:
    coder_page.evaluate("Object.assign(network, {delay: 300, dropped: [3, 20, 41], lost: [7, 33, 52]})")
    expected = {}
    for _post in range(10):
        unit = assignment(coder_page)
        expected[unit] = code_one(coder_page)
        press(coder_page, "Enter")
        elsewhere(coder_page, unit)
    assert len(expected) == 10
    saved(coder_page)
    for unit, operations in expected.items():
        assert stored(site, unit) == operations
        assert live(site, unit) == sorted(code for kind, code in operations if kind == "apply")
    expect(coder_page.locator(".progress-figures")).to_have_text(re.compile(r"^\d+ / \d+$"))


def test_ten_keys_in_six_tenths_of_a_second_are_ten_operations(coder_page: Page, site: Any) -> None:
    coder_page.evaluate("network.delay = 300")
    unit = assignment(coder_page)
    press(coder_page, *"trhcfiabvm", pause=60)
    expect(coder_page.locator("[data-save-state]")).not_to_have_text(SAVED)
    saved(coder_page)
    assert stored(site, unit) == [
        ("apply", code)
        for code in [
            "law.tasks", "work.pay", "work.hours", "work.leave", "work.strain", "work.load", "care.relation",
            "care.wellbeing", "care.pride", "care.disregard",
        ]
    ]  # fmt: skip


def test_the_queue_survives_a_cut_and_a_reload(coder_page: Page, site: Any, world: Any) -> None:
    begin(coder_page, site, world)
    unit = assignment(coder_page)
    before = stored(site, unit)
    coder_page.evaluate("network.isCut = true")
    press(coder_page, "Enter", "1", "2", "3")
    expect(coder_page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    asked: list[str] = []
    coder_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    coder_page.reload()
    assert asked == ["beforeunload"]
    ready(coder_page)
    saved(coder_page)
    assert len(stored(site, unit)) == len(before) + 3
    chips = coder_page.locator("[data-unit-chips] .chip")
    assert chips.count() == len(live(site, unit))


def test_work_goes_on_offline_over_several_units(coder_page: Page, site: Any) -> None:
    coder_page.wait_for_timeout(1500)  # the next units are fetched ahead
    coder_page.evaluate("network.isCut = true")
    expected = {}
    for _post in range(3):
        unit = assignment(coder_page)
        press(coder_page, "0")
        if len(model(coder_page)["dimensions"]) == 6:
            press(coder_page, "0", "0")
        else:
            press(coder_page, "0")
        press(coder_page, "1", "3", "2", "Enter")
        expected[unit] = None
        expect(coder_page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    assert len(expected) == 3
    coder_page.evaluate("network.isCut = false; window.dispatchEvent(new Event('online'))")
    saved(coder_page)
    for unit in expected:
        assert stored(site, unit)[-1] == ("submit", "")


def test_a_lost_session_loses_nothing(coder_page: Page, site: Any, world: Any, context: BrowserContext) -> None:
    unit = assignment(coder_page)
    before = len(stored(site, unit))
    context.clear_cookies()
    press(coder_page, "v", "l", "o")
    expect(coder_page.locator("[data-sign-in]")).to_be_visible()
    assert len(stored(site, unit)) == before
    other = context.new_page()
    other.goto(site.link(world.second_coder))
    other.locator("main form button[type=submit]").click()
    other.wait_for_url(f"{site.url}/")
    coder_page.wait_for_timeout(3000)
    assert len(stored(site, unit)) == before  # nothing in the name of somebody else
    context.clear_cookies()
    other.goto(site.link(world.coder))
    other.locator("main form button[type=submit]").click()
    other.wait_for_url(f"{site.url}/")
    other.close()
    coder_page.bring_to_front()
    saved(coder_page)
    assert len(stored(site, unit)) == before + 3
    expect(coder_page.locator("[data-sign-in]")).to_be_hidden()


def test_two_computers_of_one_coder_do_not_overwrite(
    coder_page: Page, site: Any, world: Any, browser: Browser, sign_in: Callable
) -> None:
    second = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    other = sign_in(second.new_page(), world.coder)
    for key, way, left in [("q", "keepMine", True), ("x", "takeTheirs", False)]:
        begin(coder_page, site, world)
        unit = assignment(coder_page)
        other.goto(coder_page.url)
        ready(other)
        press(other, "ArrowLeft", "ArrowRight")
        other.keyboard.press("w")
        saved(other)
        there = live(site, unit)
        press(coder_page, key)
        expect(coder_page.locator("[data-needs-you]")).to_be_visible()
        assert live(site, unit) == there
        coder_page.locator(f"[data-do={way}]").click()
        expect(coder_page.locator("[data-conflict]")).to_be_hidden()
        saved(coder_page)
        code = {"q": "law.insurance", "x": "law.ethics"}[key]
        assert (code in live(site, unit)) is left
        if not left:
            assert live(site, unit) == there
    second.close()


def test_undo_also_after_next(coder_page: Page, site: Any) -> None:
    unit = assignment(coder_page)
    was = live(site, unit)
    for dimension in model(coder_page)["dimensions"]:
        if not any(code["uuid"] in model(coder_page)["codes"] for code in dimension["codes"]):
            press(coder_page, "0")
    coder_page.wait_for_timeout(200)
    press(coder_page, "Enter")
    elsewhere(coder_page, unit)
    press(coder_page, "u", pause=300)
    assert assignment(coder_page) == unit
    expect(coder_page.locator("[data-done-mark]")).to_be_hidden()
    press(coder_page, *["Control+z"] * 6, pause=100)
    saved(coder_page)
    assert live(site, unit) == was
    assert stored(site, unit)[-1][0] in {"retract", "apply"}


def test_a_digit_is_its_place_on_the_keyboard(coder_page: Page, site: Any, world: Any) -> None:
    begin(coder_page, site, world)
    unit = assignment(coder_page)
    assert "help.diagnosis" not in live(site, unit)
    coder_page.evaluate("""() => {
      const head = [...document.querySelectorAll("[data-go-dimension]")][0]; head.click();
      const press = {key: "&", code: "Digit1", bubbles: true, cancelable: true};
      document.body.dispatchEvent(new KeyboardEvent("keydown", press));
    }""")
    saved(coder_page)
    assert "help.diagnosis" in live(site, unit)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_unit_is_never_hidden_and_nothing_sticks_out(coder_page: Page, width: int) -> None:
    coder_page.set_viewport_size({"width": width, "height": 780})
    coder_page.reload()
    ready(coder_page)
    below = (
        "unit => unit.getBoundingClientRect().top - document.querySelector('.topbar').getBoundingClientRect().bottom"
    )
    for _unit in range(4):
        unit = coder_page.locator("[data-unit]")
        # One look sees both, also while the next unit is put in place; the scroll may follow a moment later.
        gaps = [unit.evaluate(below)]
        while gaps[-1] < 0 and len(gaps) < 20:
            coder_page.wait_for_timeout(100)
            gaps.append(unit.evaluate(below))
        assert gaps[-1] >= 0
        assert coder_page.evaluate("document.documentElement.scrollWidth") <= width
        press(coder_page, "j", pause=150)


def test_everything_by_mouse_and_without_javascript(browser: Browser, site: Any, world: Any, sign_in: Callable) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = sign_in(plain.new_page(), world.second_coder)
    page.goto(f"{site.url}/projects/{world.project.slug}/code/?round={world.open_round.number}")
    page.locator(".card:has([aria-current]) a.button.is-primary").click()
    unit = assignment(page)
    for dimension in model(page)["dimensions"]:
        page.locator(f"[data-code='{dimension['none']}']").click()
    page.locator("[data-memo-text]").fill("Un doute sur la position.")
    page.locator("[data-memo-save]").click()
    assert page.locator("[data-memo-text]").input_value() == "Un doute sur la position."
    page.locator("[data-do=done]").click()
    assert unit not in page.url
    assert stored(site, unit)[-1] == ("submit", "")
    plain.close()


def test_the_browser_follows_the_same_rules_as_the_server(coder_page: Page) -> None:
    dice = random.Random(20191112)
    questions = [
        rules.Question(1, "any", "any", frozenset({11, 12, 13}), 10),
        rules.Question(2, "one", "any", frozenset({21, 22}), 20),
        rules.Question(3, "one", "any", frozenset({31, 32})),
    ]
    codes = sorted(code for question in questions for code in question.choices)
    series = [[(dice.choice(["apply", "retract"]), dice.choice(codes)) for _act in range(12)] for _case in range(200)]
    expected = []
    for acts in series:
        marks: rules.Marks = frozenset()
        for kind, code in acts:
            marks = rules.perform(rules.Act(kind, rules.Mark(code)), marks, questions)
        expected.append(sorted(mark.code for mark in marks))
    dimensions = [
        {"uuid": q.id, "selection": q.selection, "none": q.none, "codes": [{"uuid": c} for c in sorted(q.choices)]}
        for q in questions
    ]
    found = coder_page.evaluate(
        """async ([series, dimensions]) => {
          const rules = await import("/static/js/coding/rules.js");
          const step = (live, kind, code) => kind === "apply"
            ? rules.applied(code, live, rules.dimensionOf(code, dimensions)) : rules.retracted(code, live);
          const states = series.map((acts) => acts.reduce((live, [kind, code]) => step(live, kind, code), new Set()));
          const back = states.every((state, index) => {
            let live = state;
            const goal = states[(index + 1) % states.length];
            for (const act of rules.wayBetween(state, goal, dimensions)) live = step(live, act.kind, act.code);
            return rules.sameCodes(live, goal);
          });
          return [states.map((state) => [...state].sort((a, b) => a - b)), back];
        }""",
        [series, dimensions],
    )
    assert found == [expected, True]


def test_a_killed_server_loses_nothing(coder_page: Page, site: Any) -> None:
    unit = assignment(coder_page)
    before = len(stored(site, unit))
    coder_page.evaluate("network.delay = 100")
    press(coder_page, "c", "f")
    site.stop()  # kill -9, with requests on their way
    press(coder_page, "i", "a", "b")
    expect(coder_page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    site.start_web()
    saved(coder_page)
    assert len(stored(site, unit)) == before + 5
