"""What the journeys of the coding screen do again and again: begin, press, wait, ask the database."""

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

OPERATIONS = """
    SELECT o.kind, coalesce(c.slug, ''), o.sequence, o.reason FROM coding_app_operation o
      JOIN coding_app_assignment a ON a.id = o.assignment_id LEFT JOIN coding_app_code c ON c.id = o.code_id
     WHERE a.uuid = %s ORDER BY o.sequence
"""
LIVE = """
    SELECT c.slug FROM coding_app_coding k JOIN coding_app_assignment a ON a.id = k.assignment_id
      JOIN coding_app_code c ON c.id = k.code_id WHERE a.uuid = %s AND k.retracted_at IS NULL ORDER BY c.slug
"""
SAVED = re.compile(r"✓")


def begin(page: Page, site: Any, slug: str) -> None:
    """Go to the first unit that is not submitted."""
    page.goto(f"{site.url}/projects/{slug}/code/")
    page.locator(".card:has([aria-current]) a.button.is-primary").click()
    ready(page)


def ready(page: Page) -> None:
    page.locator(".workbench.is-live").wait_for()


def unit_of(page: Page) -> dict[str, Any]:
    """Return the unit on the screen as the page tells of it."""
    model = json.loads(page.locator("#unit-model").text_content() or "")
    here = page.url.split("?")[0].rstrip("/").split("/")[-1]
    unit = next(unit for unit in model["units"] if unit["assignment"] == here)
    panel = json.loads(page.locator("#panel-model").text_content() or "")
    return unit | {"dimensions": [one for one in panel["dimensions"] if one["uuid"] in unit["asked"]]}


def assignment(page: Page) -> str:
    return str(unit_of(page)["assignment"])


def elsewhere(page: Page, unit: str) -> None:
    """Wait until another unit is the current one."""
    page.wait_for_function("(unit) => !location.pathname.includes(unit)", arg=unit)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page, timeout: float = 60_000) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(SAVED, timeout=timeout)


def unsaved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")


def stored(site: Any, unit: str) -> list[tuple[str, str]]:
    rows = site.rows(OPERATIONS, unit)
    assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
    return [(row[0], row[1]) for row in rows]


def live(site: Any, unit: str) -> list[str]:
    return [row[0] for row in site.rows(LIVE, unit)]
