"""Bringing a file in with a real browser, a real worker and a file as Excel saves it in France."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import complete_record_of

# The world is built before the browser runs: Django refuses to work beside Playwright's event loop.
pytestmark = pytest.mark.usefixtures("world", "site")

ROWS = [
    "Fil;Pseudo;Publié le;Contenu du message;Nb j'aime;En réponse à;Id message",
    *(
        f"Sujet {n // 5};pseudo_{n % 17};{n // 60 + 1:02}/03/2020 {n % 24:02}:{n % 60:02};"
        f"Message {n} : les horaires changent encore, @pseudo_{(n + 1) % 17} ?;"
        f"{n % 9};{n // 5 * 5 if n % 5 else ''};{n}"
        for n in range(500)
    ),
    "Sujet 99;pseudo_1;31/02/2020 10:00;Une date qui n'existe pas;0;495;500",
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("import") / "groupe.csv"
    path.write_bytes("\r\n".join(ROWS).encode("cp1252"))
    return path


def is_narrow_enough(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_goes_through_the_wizard_into_the_corpus(world, site, page: Page, sign_in, table):
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, world.owner)
    inside = f"{site.url}/projects/{world.project.slug}"
    page.goto(f"{inside}/import/")
    page.locator("[name=platform]").select_option("facebook")
    page.locator("[name=profession]").select_option("home_help")
    page.locator("[name=name]").fill("Groupe du navigateur")
    page.locator("[name=file]").set_input_files(table)
    page.locator("main form.form button[type=submit]").click()

    # The columns are guessed; one is changed, and going back and forth keeps it.
    page.wait_for_url(re.compile("/columns/$"))
    expect(page.locator("[name=column_text]")).to_have_value("Contenu du message")
    expect(page.locator("[name=encoding]")).to_have_value("cp1252")
    page.locator("[name=column_likes]").select_option("")
    page.locator("button[value=continue]").click()
    page.wait_for_url(re.compile("/check/$"))
    expect(page.locator(".import-figures")).to_contain_text("500")
    page.go_back()
    expect(page.locator("[name=column_likes]")).to_have_value("")
    page.locator("button[value=continue]").click()
    page.wait_for_url(re.compile("/check/$"))
    expect(page.locator("main")).to_contain_text("31/02/2020 10:00")

    # Nothing is imported before the record of the source is complete.
    expect(page.locator("main form[action$='/start/'] button[type=submit]")).to_be_disabled()
    complete_record_of(site, "Groupe du navigateur")
    page.reload()

    # The worker imports; the page goes to the report by itself.
    page.locator("main form[action$='/start/'] button[type=submit]").click()
    page.wait_for_url(re.compile("/import/batches/[0-9a-f-]{36}/$"), timeout=30_000)
    expect(page.locator(".import-figures")).to_contain_text("500")

    page.goto(f"{inside}/corpus/?q=%22horaires+changent%22")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("horaires|changent"))
    assert site.rows("SELECT count(*) FROM corpus_post WHERE text LIKE %s", "%pseudo\\_%") == [(0,)]
    assert errors == []


def test_a_facet_is_applied_at_once_and_stays_in_the_address(world, site, page: Page, sign_in):
    sign_in(page, world.owner)
    page.goto(f"{site.url}/projects/{world.project.slug}/corpus/")
    page.locator("[name=poll]").check()
    page.wait_for_url(re.compile(r"\?poll=1$"))
    expect(page.locator("[name=poll]")).to_be_checked()
    page.go_back()
    expect(page.locator("[name=poll]")).not_to_be_checked()


def test_the_long_thread_unfolds_at_an_anchor_and_fits_a_phone(world, site, context: BrowserContext, sign_in):
    thread, post = site.rows(
        "SELECT t.uuid, p.uuid FROM corpus_post p JOIN corpus_thread t ON t.id = p.thread_id WHERE p.position > 200"
        " ORDER BY p.position LIMIT 1"
    )[0]
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, world.reader)
    address = f"{site.url}/projects/{world.project.slug}/corpus/threads/{thread}/"
    page.goto(address)
    expect(page.locator("details[data-thread-more]")).not_to_have_attribute("open", "")
    assert is_narrow_enough(page)
    page.goto(f"{address}#post-{post}")
    page.reload()
    expect(page.locator(f"[id='post-{post}']")).to_be_in_viewport()
    page.goto(f"{site.url}/projects/{world.project.slug}/corpus/")
    assert is_narrow_enough(page)
    expect(page.locator("[data-facets-fold]")).not_to_have_attribute("open", "")
