"""Coding by keyboard: no key press is lost, whatever the network, the session or the server does."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.coding.hundred import REPEATS, SLUG, answers
from tests.browser.coding.screen import (
    assignment,
    begin,
    elsewhere,
    live,
    press,
    ready,
    saved,
    stored,
    unit_of,
    unsaved,
)

DECISIONS = """
    SELECT a.position, array_agg(d.key ORDER BY d.position), count(DISTINCT o.operation_id)
      FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id
      JOIN coding_app_project p ON p.id = r.project_id
      JOIN coding_app_coding k ON k.assignment_id = a.id AND k.retracted_at IS NULL
      JOIN coding_app_operation o ON o.id = k.made_by_operation_id
      JOIN coding_app_codedefinition d ON d.code_id = k.code_id AND d.version_id = k.version_id
     WHERE p.slug = %s AND a.submitted_at IS NOT NULL GROUP BY a.position ORDER BY a.position
"""

# The world is built before the browser runs: Django refuses to work beside Playwright's event loop.
pytestmark = pytest.mark.usefixtures("world", "site")


def test_a_hundred_posts_on_three_dimensions_over_a_network_that_drops(page: Page, site: Any, hundred: None) -> None:
    begin(page, site, SLUG)
    dice = random.Random(7)
    faults = sorted(dice.sample(range(1, 430), 12))
    page.evaluate("faults => Object.assign(network, {delay: 15, slow: 500, dropped: faults[0], lost: faults[1]})",
                  [faults[::2], faults[1::2]])  # fmt: skip
    presses, repeats, before = 0, 0, None
    for wanted in answers():
        keys = ["."] if wanted == before else list(wanted)
        press(page, *keys, "Enter")
        presses, repeats, before = presses + len(keys) + 1, repeats + (wanted == before), wanted
    page.wait_for_url(re.compile(r"/code/\?round="), timeout=60_000)
    saved(page)
    expected = [(place, list(keys), 3) for place, keys in enumerate(answers(), start=1)]
    assert site.rows(DECISIONS, SLUG) == expected
    # Four presses a post, two where the answers of the post before are repeated: see the weights of `hundred`.
    assert (presses, repeats) == (400 - 2 * repeats, REPEATS)
    assert presses / 300 <= 1.3


def test_work_goes_on_without_a_connection_and_after_a_reload(coder_page: Page, site: Any) -> None:
    page, expected = coder_page, []
    # Far more is fetched ahead than is needed here; what is on its way now is let through.
    page.wait_for_load_state("networkidle")
    page.evaluate("network.isCut = true")
    for _post in range(3):
        expected.append(assignment(page))
        press(page, *"0" * len(unit_of(page)["dimensions"]), "Enter")
        elsewhere(page, expected[-1])
        unsaved(page)
    last = assignment(page)
    press(page, *"trhcfiabvm")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()  # the network is back with the page
    assert asked == ["beforeunload"]
    ready(page)
    saved(page)
    for unit in expected:
        assert stored(site, unit)[-1] == ("submit", "")
    assert stored(site, last) == [
        ("apply", code)
        for code in [
            "law.tasks", "work.pay", "work.hours", "work.leave", "work.strain", "work.load", "care.relation",
            "care.wellbeing", "care.pride", "care.disregard",
        ]
    ]  # fmt: skip
    # What was done before the reload can still be undone.
    press(page, "u")
    saved(page)
    assert stored(site, last)[-1] == ("retract", "care.disregard")
    # Undo goes back over "next", then step by step; redo comes again.
    press(page, "0", "0", "Enter", "Enter")
    press(page, *"0" * 6)
    page.evaluate("network.delay = 5")
    press(page, "u", "u")
    saved(page)
    assert [kind for kind, _code in stored(site, last)][-1] in {"retract", "apply"}


def test_a_lost_session_and_a_killed_server_lose_nothing(
    coder_page: Page, site: Any, world: Any, context: BrowserContext, enter: Callable
) -> None:
    page, unit = coder_page, assignment(coder_page)
    before = len(stored(site, unit))
    context.clear_cookies()
    press(page, "v", "l", "o")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    other = enter(context.new_page(), world.second_coder)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-sign-in-sentence]")).to_contain_text("Une autre personne")
    assert len(stored(site, unit)) == before  # nothing in the name of somebody else
    context.clear_cookies()
    enter(other, world.coder)
    other.close()
    page.bring_to_front()
    saved(page)
    assert len(stored(site, unit)) == before + 3
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    page.evaluate("network.delay = 100")
    press(page, "c", "f")
    site.stop()  # kill -9, with requests on their way
    press(page, "i", "a", "b")
    unsaved(page)
    site.start_web()
    site.wait()
    saved(page)
    assert len(stored(site, unit)) == before + 8


def test_two_computers_of_one_coder_do_not_overwrite(
    coder_page: Page, site: Any, browser: Browser, session: Any
) -> None:
    """The second computer codes a passage; here a code on the whole: both states are shown, one is chosen."""
    second = browser.new_context(storage_state=session, locale="fr-FR", viewport={"width": 1280, "height": 800})
    other, page = second.new_page(), coder_page
    for key, way in [("q", "keepMine"), ("x", "takeTheirs")]:
        unit = assignment(page)
        other.goto(page.url)
        ready(other)
        press(other, "s", "w")
        saved(other)
        there = live(site, unit)
        press(page, key)
        expect(page.locator("[data-needs-you]")).to_be_visible()
        expect(page.locator("[data-conflict-theirs]")).to_contain_text("“")
        assert live(site, unit) == there
        page.locator(f"[data-do={way}]").first.click()
        expect(page.locator("[data-conflict]")).to_be_hidden()
        saved(page)
        code = {"q": "law.insurance", "x": "law.ethics"}[key]
        assert (code in live(site, unit)) is (way == "keepMine")
    # A passage whose words have changed on the server: refused for itself, and dropped without the act behind it.
    unit = assignment(page)
    page.reload()  # taking theirs draws the unit anew, at a moment of its own
    ready(page)
    page.locator("[data-go-dimension]").first.click()
    was = live(site, unit)
    page.evaluate("""() => { const real = JSON.stringify; let one;
      const isIt = (value) => value?.crc && (one ??= value.operation_id) === value.operation_id;
      JSON.stringify = (value, ...more) => real(isIt(value) ? {...value, crc: 1} : value, ...more); }""")
    page.context.set_offline(True)  # both acts wait in the queue before the first one is refused
    press(page, "s", "1", "Escape", "2")
    unsaved(page)
    page.context.set_offline(False)
    expect(page.locator("[data-conflict-act]")).to_contain_text("“")
    page.locator("[data-do=dropAct]").click()
    saved(page)
    assert live(site, unit) == sorted({*was, "help.therapeutics"})
    second.close()


def test_what_can_no_longer_be_delivered_is_dropped_from_elsewhere(coder_page: Page) -> None:
    page = coder_page
    first = assignment(page)
    refusal = [404, {"error": "NotYourAssignment", "sentence": "Cette unité n’est plus la vôtre."}]
    page.evaluate("refusal => network.refusal = refusal", refusal)
    press(page, "Escape", "r")
    needs = page.locator("[data-needs-you]")
    expect(needs).to_be_visible()
    press(page, "Shift+Enter")
    elsewhere(page, first)
    needs.click()
    dialog = page.locator("dialog[data-ask=stuck]")
    expect(dialog).to_contain_text(refusal[1]["sentence"])
    dialog.locator("[value=yes]").click()
    expect(needs).to_be_hidden()
    saved(page)


MOVE = """
from coding_app.accounts.models import User
from coding_app.codebook.actions import create_draft, publish_version
from coding_app.sampling.models import Round
from coding_app.surgery.carrying import move_round
by, moving = User.objects.get(username="claude"), Round.objects.get(pk={round})
draft = create_draft(codebook=moving.codebook_version.codebook, by=by)
move_round(round=moving, version=publish_version(version=draft, note="", by=by), reason="essai", by=by)
"""


def test_a_round_that_moves_is_told_and_what_was_fetched_is_read_anew(coder_page: Page, site: Any, world: Any) -> None:
    page = coder_page
    page.wait_for_load_state("networkidle")
    site.manage("shell", "-v", "0", "-c", MOVE.format(round=world.open_round.pk))
    press(page, "Escape", "f")
    expect(page.locator("#toasts")).to_contain_text("version 2")
    expect(page.locator("[data-conflict-sentence]")).to_contain_text("version 2")
    page.locator("[data-do=keepMine]").first.press("Enter")
    saved(page)
    # The next unit was fetched under the old version; what is coded on it now is not refused.
    first = assignment(page)
    press(page, "Shift+Enter")
    elsewhere(page, first)
    press(page, "f")
    saved(page)
    expect(page.locator("[data-needs-you]")).to_be_hidden()


def test_without_javascript(browser: Browser, site: Any, world: Any, enter: Callable) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = enter(plain.new_page(), world.second_coder)
    page.goto(f"{site.url}/projects/{world.project.slug}/code/?round={world.open_round.number}")
    page.locator(".card:has([aria-current]) a.button.is-primary").click()
    unit = assignment(page)
    for dimension in unit_of(page)["dimensions"]:
        page.locator(f"[data-code='{dimension['none']}']").click()
    page.locator("[data-memo-text]").fill("Un doute sur la position.")
    page.locator("[data-memo-save]").click()
    assert page.locator("[data-memo-text]").input_value() == "Un doute sur la position."
    page.locator("[data-do=done]").click()
    assert unit not in page.url
    assert stored(site, unit)[-1] == ("submit", "")
    plain.close()
