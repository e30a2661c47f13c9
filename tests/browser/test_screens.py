"""Every page, both languages and themes: no fault for axe, nothing wider than the window, no breach of the policy."""

import json
from pathlib import Path

from django.urls import reverse

AXE = next((Path(__file__).parent / "vendor").glob("axe*.min.js")).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "home:home", "sources:thread_list", "sources:upload_new", "sources:paste_new", "sources:source_new",
    "sources:source_list", "sources:author_find", "codebook:codebook", "codebook:question_list", "codebook:exchange",
    "surgery:surgery", "notes:note_list", "quotes:report",
    "sampling:round_list", "sampling:round_new", "coding:queue", "agreement:agreement", "review:review",
    "summaries:professions", "exports:export_list", "projects:team", "projects:job_list",
]  # fmt: skip
OUTSIDE = ["projects:project_list", "projects:project_new", "accounts:preferences", "help"]


def addresses(site, project):
    yield from ((name, site.url + reverse(name, args=[project.slug])) for name in PAGES)
    yield from ((name, site.url + reverse(name)) for name in OUTSIDE)
    for name in ("sampling:round", "coding:flag_list"):
        yield name, site.url + reverse(name, args=[project.slug, 2])
    thread = site.rows("SELECT thread_id FROM corpus_post GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    (uuid,) = site.rows("SELECT uuid FROM corpus_thread WHERE id = %s", thread)[0]
    yield "sources:thread", site.url + reverse("sources:thread", args=[project.slug, uuid])
    (assignment,) = site.rows(
        "SELECT a.uuid FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id"
        " JOIN coding_app_user u ON u.id = a.coder_id"
        " WHERE r.state = 'open' AND u.username = 'coline' ORDER BY a.position LIMIT 1"
    )[0]
    yield "coding:workbench", site.url + reverse("coding:workbench", args=[project.slug, assignment])


# The rules that a theme or a width can break; the others look at the document, which stays the same.
OF_THE_THEME = ["color-contrast", "link-in-text-block"]
OF_THE_WIDTH = ["target-size", "scrollable-region-focusable"]
WHOLE, NARROW = {"type": "tag", "values": TAGS}, 4000

LOOK = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
  .then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.target.join(' '))]))"""


def faults(page, rules):
    """Return what axe finds by some rules, in short."""
    found = page.evaluate(LOOK, rules)
    return [json.dumps(found, indent=1)] if found else []


def settle(page):
    """Wait until the coding screen, where the page is one, has drawn its unit: until then it is not in sight."""
    if page.locator("[data-workbench]").count():
        page.locator("[data-workbench].is-live").wait_for()


def too_wide(page):
    """Tell at which small widths a page would have to be pushed sideways."""
    said = []
    for width in (390, 320):
        # Tall when narrow: what a sticky bar happens to half cover is no small target.
        page.set_viewport_size({"width": width, "height": NARROW})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            said.append(f"wider than {width} pixels")
    return said


def looked_at(page):
    """Return what is wrong with a page: by every rule in the light, in the dark and narrow by what these can break."""
    page.evaluate(AXE)
    said = faults(page, WHOLE)
    page.emulate_media(color_scheme="dark")
    said += faults(page, {"type": "rule", "values": OF_THE_THEME})
    page.emulate_media(color_scheme="light")
    said += ["moves"] if page.evaluate("document.getAnimations().length") else []
    return said + too_wide(page) + faults(page, {"type": "rule", "values": OF_THE_WIDTH})


def opened(world, site, browser, sign_in, **manners):
    """Open every page as somebody who may, and yield its name, the page and the answer."""
    profiles = {name: browser.new_context(color_scheme="light", **manners) for name in ("owner", "coder")}
    users = {name: sign_in(profile.new_page(), world.person(name)) for name, profile in profiles.items()}
    for name, address in addresses(site, world.project):
        page = users["coder" if name.startswith("coding") else "owner"]
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(address)
        settle(page)
        yield name, page, answer
    for profile in profiles.values():
        profile.close()


def test_every_page_is_accessible_and_fits(world, site, browser, sign_in):
    wrong = {}
    # Nothing moves for who asks for less motion: the colors of a theme are there at once, and nothing need be awaited.
    calm = {"locale": "fr-FR", "bypass_csp": True, "reduced_motion": "reduce"}
    for name, page, answer in opened(world, site, browser, sign_in, **calm):
        said = looked_at(page) if answer.status == 200 else [answer.status]
        if said:
            wrong[name] = said
    assert wrong == {}


def test_english_pages_fit_and_no_page_breaks_its_content_policy(world, site, browser, sign_in):
    """The rules of axe look at what the languages share; the words differ in length."""
    wrong, told, requests = {}, [], set()
    heard = set()
    for name, page, _answer in opened(world, site, browser, sign_in, locale="en-US"):
        if page not in heard:
            heard.add(page)
            page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: told.append(str(error)))
            page.on("request", lambda request: requests.add(request.url.split("/")[2]))
            page.reload()
            settle(page)
        said = too_wide(page)
        if page.evaluate("document.documentElement.lang") != "en":
            said.append("language")
        if said:
            wrong[name] = said
    assert (wrong, told) == ({}, [])
    assert requests == {site.url.split("/")[2]}
