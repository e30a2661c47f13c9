"""From a group thread on the screen to a coded thread, by keyboard alone and without a line of code."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import group_page

pytestmark = pytest.mark.usefixtures("world", "site")
SOURCE = "Groupe à coller"
MAKE_SOURCE = f"""
from coding_app.accounts.models import User
from coding_app.projects.models import Project
from coding_app.sources.actions import create_source
from tests.factories import complete_record
create_source(project=Project.objects.get(slug={{slug!r}}), by=User.objects.get(username={{by!r}}), name={SOURCE!r},
    platform="facebook", profession="home_help", access="closed", **complete_record())
"""
THREAD = group_page("Faut-il sortir les poubelles de la voisine aussi ?")


@pytest.fixture(scope="module")
def source(world, site) -> None:
    """Make the source of the group, with its record."""
    site.manage("shell", "-v", "0", "-c", MAKE_SOURCE.format(slug=world.project.slug, by=world.owner.username))


def reach(page: Page, selector: str, most: int = 400) -> None:
    """Press Tab until an element has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement && document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go to an element by Tab and press a key on it."""
    reach(page, selector)
    page.keyboard.press(key)


def type_into(page: Page, selector: str, words: str) -> None:
    reach(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def end_the_review(page: Page) -> None:
    press(page, "main a[href*='/batches/'][href$='/review/']")
    page.wait_for_url(re.compile("/batches/.*/review/"))
    press(page, "button[value=finish]")
    expect(page.locator("button[value=finish]")).to_have_count(0)


def draw_and_open(page: Page, inside: str, coder: str) -> int:
    """Draw a round over the pasted source for one coder and open it; return its number."""
    page.goto(f"{inside}/rounds/new/")
    type_into(page, "[name=name]", "Fil collé")
    press(page, f"#{page.get_by_label(SOURCE).get_attribute('id')}", "Space")
    type_into(page, "[name=size]", "3")
    wrong = page.locator("[name=coders]").evaluate_all(
        "(boxes, coder) => boxes.filter((b) => b.checked !== b.labels[0].textContent.includes(coder)).map((b) => b.id)",
        coder,
    )
    for box in wrong:
        press(page, f"#{box}", "Space")
    type_into(page, "[name=double_share]", "0")
    press(page, "#round-form button.is-primary")
    page.wait_for_url(re.compile(r"/rounds/\d+/$"))
    press(page, "form[action$='/open/'] button")
    press(page, "#confirm-dialog [data-confirm-yes]")
    expect(page.locator("form[action$='/close/']")).to_be_attached()
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def code_everything(page: Page, queue: str) -> None:
    """Answer every dimension of the three posts with "none applies"."""
    page.goto(queue)
    press(page, ".card:has([aria-current]) a.button.is-primary")
    page.locator(".workbench.is-live").wait_for()
    for number in range(3):
        units = json.loads(page.locator("#unit-model").text_content() or "")["units"]
        unit = next(one for one in units if one["assignment"] in page.url)
        for key in [*"0" * len(unit["asked"]), "Enter"]:
            page.keyboard.press(key)
            page.wait_for_timeout(15)
        if number < 2:
            page.wait_for_function(
                "(unit) => !location.pathname.includes(unit)",
                arg=unit["assignment"],
            )
    page.wait_for_url(re.compile(r"/code/(\?.*)?$"), timeout=20_000)


def narrow(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_a_pasted_thread_to_a_coded_one_by_keyboard(world, site, source, page: Page, sign_in):
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, world.owner)
    inside = f"{site.url}/projects/{world.project.slug}"
    ((group,),) = site.rows("SELECT uuid FROM corpus_source WHERE name = %s", SOURCE)
    page.goto(f"{inside}/import/paste/?source={group}")
    # The field of the thread has the focus; everything below is typed and reached by Tab.
    page.keyboard.insert_text(THREAD)
    reach(page, "button[value=read]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-paste-row]")).to_have_count(3)
    expect(page.locator("#post-3-answers")).to_have_value("2")

    # Names give way as one types.
    expect(page.locator("[data-paste-row]").nth(1).locator("[data-paste-shown]")).to_contain_text(
        re.compile(r"Non, Pers\w+ 1, ce n'est pas")
    )
    reach(page, "#post-1-author")
    page.keyboard.press("Control+A")
    page.keyboard.type("Zouzou Petit")
    expect(page.locator("[data-paste-row]").nth(1).locator("[data-paste-alias]")).to_have_text(
        re.compile(r"Pers\w+ 1$")
    )
    page.keyboard.press("Control+A")
    page.keyboard.type("Mimi Durand")

    page.set_viewport_size({"width": 320, "height": 800})
    assert narrow(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    reach(page, "button[value=keep]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/import/batches/[0-9a-f-]{36}/$"), timeout=30_000)
    expect(page.locator(".import-figures")).to_contain_text("3")
    assert site.rows("SELECT count(*) FROM corpus_post WHERE text LIKE %s", "%Durand%") == [(0,)]
    end_the_review(page)
    number = draw_and_open(page, inside, world.owner.display_name)
    code_everything(page, f"{inside}/code/?round={number}")
    done = site.rows(
        "SELECT count(*), count(submitted_at) FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id"
        " WHERE r.number = %s AND r.project_id = (SELECT id FROM coding_app_project WHERE slug = %s)",
        number,
        world.project.slug,
    )
    assert done == [(3, 3)]
    assert errors == []


def test_the_page_works_without_javascript(world, site, browser, sign_in):
    profile = browser.new_context(locale="fr-FR", java_script_enabled=False)
    profile.set_default_timeout(10_000)
    page = profile.new_page()
    sign_in(page, world.owner)
    page.goto(f"{site.url}/projects/{world.project.slug}/import/paste/")
    page.locator("[name=thread]").fill("Ana : Qui remplace Luce dimanche ?\n> Bo : Moi")
    page.locator("button[value=read]").click()
    expect(page.locator("#post-2-answers")).to_have_value("1")
    page.locator("#post-2-what").select_option("out")
    page.locator("button[value=again]").click()
    expect(page.locator("[data-paste-row]")).to_have_count(1)
    page.locator("button[value=keep]").click()
    page.wait_for_url(re.compile("/import/batches/[0-9a-f-]{36}/$"), timeout=30_000)
    profile.close()
