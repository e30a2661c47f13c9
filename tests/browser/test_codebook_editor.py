"""The editor of the codebook by keyboard alone: entries moved in the tree, the form beside it, a passage picked."""

from django.urls import reverse
from playwright.sync_api import expect

IN_TREE = "[data-tree] [data-uuid]"


def focused(page):
    """Return the words of what has the focus, without its key and figures."""
    return page.evaluate(
        "document.activeElement.querySelector(':scope > span:not(.swatch, .count)')?.textContent.trim()"
    )


def names(page):
    """Return the first entries of the tree."""
    return page.locator(f"{IN_TREE} > span:not(.swatch, .count, .visually-hidden)").all_inner_texts()[:5]


def open_editor(page, site, project):
    """Begin a draft and stand in its tree, on the first dimension."""
    page.goto(site.url + reverse("codebook:codebook", args=[project.slug]))
    page.locator(f"form[action$='{reverse('codebook:draft_create', args=[project.slug])}'] button").click()
    page.wait_for_url("**/codebook/draft/")
    page.evaluate("window.isSamePage = true")
    page.locator(IN_TREE).first.focus()


def test_an_entry_is_found_moved_written_and_shown_by_keyboard(world, site, page, sign_in):
    sign_in(page, world.manager)
    open_editor(page, site, world.project)
    first, _group, _pay, second, *_rest = names(page)
    for key, there in (("ArrowDown", "work"), ("ArrowDown", _pay), ("ArrowLeft", "work"), ("ArrowRight", _pay)):
        page.keyboard.press(key)
        assert focused(page) == (names(page)[1] if there == "work" else there)
    page.keyboard.press("Home")
    assert focused(page) == first
    # The second code of the group goes above the first one, and keeps the focus.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-tree] [aria-current=true]")).to_contain_text(second)
    assert (names(page)[2:4], focused(page)) == ([second, _pay], second)
    # Out of its group, into the group it stands below now, then by the list of places.
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("[data-tree] [aria-current=true]")).to_have_attribute("data-level", "1")
    assert focused(page) == second
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-tree] [aria-current=true]")).to_have_attribute("data-level", "2")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#id_parent")).to_be_focused()
    # What cannot be taken comes back with what was typed; another entry is not opened over it without asking.
    page.locator("[name=key]").fill("j")
    page.locator("#entry-save").press("Enter")
    expect(page.locator("#entry [role=alert]")).to_be_focused()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(IN_TREE).first.press("Enter")
    expect(page.locator("[name=key]")).to_have_value("j")
    page.locator("[name=key]").fill("")
    page.locator("#entry-save").press("Enter")
    expect(page.locator("#messages .is-ok")).to_be_visible()
    expect(page.locator("#entry-save")).to_be_focused()
    assert (len(asked), page.evaluate("window.isSamePage")) == (1, True)


def test_words_selected_in_a_post_become_the_example(world, site, page, sign_in):
    sign_in(page, world.manager)
    page.goto(site.url + reverse("codebook:draft", args=[world.project.slug]))
    if page.locator("[data-tree]").count() == 0:
        open_editor(page, site, world.project)
    page.locator(f"{IN_TREE}[data-kind=code]").first.click()
    page.locator("#example-pick").click()
    page.locator("#example-words").fill("chat")
    page.locator("#example-words").press("Enter")
    page.locator(".codebook-hit a").first.click()
    words = page.locator("[data-passage-text]").evaluate("""(place) => {
        const range = document.createRange();
        range.setStart(place.firstChild, 2);
        range.setEnd(place.firstChild, 12);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return range.toString().trim();
    }""")
    expect(page.locator("[name=words]")).to_have_value(words)
    page.locator("[data-passage-form] button").press("Enter")
    expect(page.locator("#examples blockquote")).to_have_text(words)
    ((start, end, text),) = site.rows(
        "SELECT e.start, e.end, p.text FROM coding_app_codeexample e JOIN corpus_post p ON p.id = e.post_id"
    )
    assert text[start:end] == words
