"""Every page a person may open: its headers, its language, nothing inline, and posts that cannot act."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from coding_app.core.models import Event
from tests.promises import scene
from tests.promises.access import PAGES
from tests.promises.test_access import Places, address
from tests.promises.test_access import places as places  # the fixture

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
READERS = {name: ("coder" if "owner" not in row.get else "owner") for name, row in PAGES.items() if row.get}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "use"}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "font-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
}  # fmt: skip
FILES = {
    "text/csv", "text/plain", "application/json", "application/xml", "text/markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


class Page(HTMLParser):
    """A page taken apart: its elements, and its text with the elements around it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.stack, self.elements, self.texts = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in {each for each, _attributes in self.stack}:
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        self.texts.append((data, list(self.stack)))


def asked(places, name, language=""):
    """Ask for a page; in no language, the browser says none."""
    client = Client(headers={"Accept-Language": language} if language else {})
    client.cookies[settings.SESSION_COOKIE_NAME] = places.sessions[READERS[name]]
    return client.get(address(PAGES[name], name, places.own))


@cache
def opened(places, name, language=""):
    """Return a page and its parts; what one test has asked for the next one looks at again."""
    answer = asked(places, name, language)
    is_page = "text/html" in answer.get("Content-Type", "") and answer.status_code not in {301, 302, 303}
    return answer, Page(answer.content.decode()) if is_page else None


each_page = pytest.mark.parametrize("name", sorted(READERS))


@each_page
def test_headers_keep_the_page_to_itself(broken, places: Places, name):
    answer, _page = opened(places, name)
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY or answer.get("Content-Disposition")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store" or "no-cache" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_refusals_carry_the_headers_too(broken, places):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = places.sessions["reader"]
    for url, status in [("/nowhere/", 404), (f"/projects/{places.own.project.slug}/import/", 403)]:
        answer = client.get(url)
        assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")
        assert set(answer["Content-Security-Policy"].split("; ")) == POLICY


@each_page
def test_nothing_is_inline(broken, places, name):
    answer, page = opened(places, name)
    if page is None:
        assert answer["Content-Type"].split(";")[0] in FILES or answer.status_code in {301, 302, 303}
        return
    for tag, attributes in page.elements:
        assert tag != "style"
        assert "style" not in attributes, (tag, attributes)
        assert not [key for key in attributes if key.startswith(("on", "hx-on"))], (tag, attributes)
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:")), attributes
        assert not any((value or "").startswith(("js:", "javascript:")) for value in attributes.values()), attributes
        if tag == "script":
            assert attributes.get("src", "").startswith("/static/") or attributes["type"] == "application/json"


@each_page
def test_posts_are_text_and_htmx_leaves_them_alone(broken, places, name):
    _answer, page = opened(places, name)
    if page is None:
        return
    for tag, attributes in page.elements:
        assert "/hostile/" not in attributes.values(), tag
        assert "onerror" not in attributes
        assert attributes.get("src") != "x"
    for text, around in page.texts:
        tags = [tag for tag, _attributes in around]
        if "onerror=alert" in text:
            assert "script" not in tags, "text of a post in a script"
            assert "title" in tags or any("hx-ignore" in attributes for _tag, attributes in around), (tags, text[:80])
            assert "{{ 7|add:1 }}" in text or "…" in text


def test_posts_were_looked_at(broken, places):
    """The test above would pass on empty pages: these hold posts."""
    for name in ("sources:thread", "sources:thread_list", "coding:workbench", "review:case"):
        _answer, page = opened(places, name)
        assert any("onerror=alert" in text for text, _around in page.texts), name


@each_page
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_its_language(broken, places, name, language):
    _answer, page = opened(places, name, language)
    if page is not None:
        [html] = [attributes for tag, attributes in page.elements if tag == "html"]
        assert html["lang"] == language


@each_page
def test_a_page_has_a_title_one_heading_and_a_main_part(broken, places, name):
    _answer, page = opened(places, name)
    if page is not None:
        tags = [tag for tag, _attributes in page.elements]
        assert (tags.count("title") >= 1, tags.count("main"), tags.count("h1")) == (True, 1, 1)
        ids = [attributes["id"] for _tag, attributes in page.elements if "id" in attributes]
        assert sorted(ids) == sorted(set(ids)), "an id stands twice"
        for tag, attributes in page.elements:
            if tag == "form" and attributes.get("method", "get").lower() == "post":
                assert ("input", "csrfmiddlewaretoken") in {(each, found.get("name")) for each, found in page.elements}


# Words that leave the team in a file are worth a line of the journal, though nothing is changed.
TOLD = {"quotes:report_file"}


def test_reading_writes_nothing(broken, places):
    for name in READERS:  # some things are made when their address is asked for
        address(PAGES[name], name, places.own)
    before = (scene.count(Event), places.own.work.operations.count())
    for name in READERS:
        asked(places, name)
    told = scene.count(Event) - len(TOLD)
    assert (told, places.own.work.operations.count()) == before


def test_what_j_and_k_lead_to_can_take_focus():
    """A line that cannot is passed over in silence: J and K would seem dead."""
    found = [
        (path.name, tag)
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"<(\w[^<]*?\sdata-list-item\b[^<]*)", path.read_text())
    ]
    assert len(found) > 10  # the scan itself is alive
    assert [one for one in found if not (one[1].startswith(("a ", "button ")) or "tabindex" in one[1])] == []


def test_no_text_is_declared_safe():
    """Markup is built by templates and format_html alone."""
    for path in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", path.read_text()), path
    for path in [*(ROOT / "coding_app").rglob("*.py"), *(ROOT / "corpus").rglob("*.py")]:
        assert not re.search(r"\b(mark_safe|SafeString\(|SafeText|csrf_exempt)", path.read_text()), path
    for path in (ROOT / "static/js").rglob("*.js"):
        forbidden = r"\b(innerHTML|insertAdjacentHTML)\b|\bouterHTML\s*[+]?=|document\.write|\beval\("
        assert not re.search(forbidden, path.read_text()), path
