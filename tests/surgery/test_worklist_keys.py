"""The keys of the worklist, in a browser that is given the page of the server and whose answers are written down."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, ROOT

pytestmark = pytest.mark.django_db
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
HERE = "http://worklist.test"


@pytest.fixture
def pages(coded, client_of):
    """Return the pages of both codings that wait for the coder, the first one answered, by address."""
    coded.parts = coded.split("topic.pay", "Salaire", "Retard")
    coded.publish()
    browser, works = client_of(coded.coder), [coded.coding(name, "topic.pay") for name in ("G1.0", "H1.1")]
    browser.post(coded.url("split_answer_save", works[0].uuid), {"answer": "all"})
    addresses = [coded.url("split_answer", work.uuid) for work in works]
    return {address: browser.get(address).content.decode() for address in addresses}


def test_keys_press_what_the_page_has(coded, pages):
    sent = []
    first, second = pages
    one, two = (str(coded.code(slug).uuid) for slug in coded.parts)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            body = parse_qs(route.request.post_data)
            sent.append((path, body.get("parts", []), body.get("answer", [])))
            route.fulfill(body=pages[second], content_type="text/html; charset=utf-8")
        elif path.startswith("/static/"):
            route.fulfill(path=ROOT / HASH.sub("", path[1:]))
        else:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()
        page.route(f"{HERE}/**", answer)

        def press(*keys):
            """Begin at the second coding each time; a key that leads nowhere ends in the test's timeout."""
            page.goto(HERE + second)
            for key in keys[:-1]:
                page.keyboard.press(key)
            with page.expect_navigation():
                page.keyboard.press(keys[-1])

        page.goto(HERE + second)
        page.keyboard.press("Digit2")
        assert page.locator("[data-digit='2']").is_checked() and not page.locator("[data-digit='1']").is_checked()
        for keys in (("Digit2", "Enter"), ("Digit1", "Digit2", "Digit1", "Enter"), ("Digit0",), ("b",), ("u",)):
            press(*keys)
        press("k")
        assert page.url == HERE + first
        with page.expect_navigation():
            page.keyboard.press("j")
        assert page.url == HERE + second
        chromium.close()
    save, undo = second + "save/", coded.url("split_answer_undo")
    assert one != two and sent == [
        (save, [two], []), (save, [two], []), (save, [], ["neither"]), (save, [], ["all"]), (undo, [], []),
    ]  # fmt: skip
