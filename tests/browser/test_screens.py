"""Every page, both languages and themes: no fault for axe, nothing wider than the window, no breach of the policy."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

AXE = next((Path(__file__).parent / "vendor").glob("axe*.min.js")).read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "home:home", "sources:thread_list", "sources:upload_new", "sources:paste_new", "sources:source_new",
    "sources:source_list", "codebook:codebook", "codebook:version_list",
    "sampling:round_list", "sampling:round_new", "coding:queue", "agreement:agreement", "review:review",
    "summaries:professions", "exports:export_list", "projects:team", "projects:job_list",
]  # fmt: skip
OUTSIDE = ["projects:project_list", "projects:project_new", "accounts:preferences", "help"]


def addresses(site, project):
    yield from ((name, site.url + reverse(name, args=[project.slug])) for name in PAGES)
    yield from ((name, site.url + reverse(name)) for name in OUTSIDE)
    yield "sampling:round", site.url + reverse("sampling:round", args=[project.slug, 2])
    thread = site.rows("SELECT thread_id FROM corpus_post GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")[0][0]
    (uuid,) = site.rows("SELECT uuid FROM corpus_thread WHERE id = %s", thread)[0]
    yield "sources:thread", site.url + reverse("sources:thread", args=[project.slug, uuid])
    (assignment,) = site.rows(
        "SELECT a.uuid FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id"
        " JOIN coding_app_user u ON u.id = a.coder_id"
        " WHERE r.state = 'open' AND u.username = 'coline' ORDER BY a.position LIMIT 1"
    )[0]
    yield "coding:workbench", site.url + reverse("coding:workbench", args=[project.slug, assignment])


def faults(page):
    """Return what axe finds, in short."""
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
        "v => [v.id, v.nodes.slice(0, 3).map(n => n.target.join(' '))]))",
        TAGS,
    )
    return json.dumps(found, indent=1) if found else ""


@pytest.fixture
def open_profile(browser, site, sign_in):
    """Return a function that opens a signed-in page in a language, a theme and a width."""
    profiles = []

    def enter(user, language, theme, width):
        # Tall when narrow: what a sticky bar happens to half cover is no small target.
        size = {"width": width, "height": 800 if width > 800 else 4000}
        profile = browser.new_context(locale=language, color_scheme=theme, viewport=size, bypass_csp=True)
        profile.set_default_timeout(15_000)
        profiles.append(profile)
        return sign_in(profile.new_page(), user)

    yield enter
    for profile in profiles:
        profile.close()


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("fr-FR", "light", 1280), ("en-US", "dark", 1280), ("fr-FR", "dark", 320), ("en-US", "light", 390)],
)
def test_every_page_is_accessible_and_fits(world, site, open_profile, language, theme, width):
    users = {name: open_profile(world.person(name), language, theme, width) for name in ("owner", "coder")}
    wrong = {}
    for name, address in addresses(site, world.project):
        page = users["coder" if name.startswith("coding") else "owner"]
        answer = page.goto(address)
        said = [answer.status] if answer.status != 200 else []
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            said.append("wider than the window")
        if page.evaluate("document.documentElement.lang") != language[:2]:
            said.append("language")
        said += [found] if (found := faults(page)) else []
        if said:
            wrong[name] = said
    assert wrong == {}


def test_no_page_breaks_its_content_policy(world, site, context, sign_in):
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    requests = set()
    page.on("request", lambda request: requests.add(request.url.split("/")[2]))
    sign_in(page, world.owner)
    for name, address in addresses(site, world.project):
        if not name.startswith("coding"):
            page.goto(address)
    assert said == []
    assert requests == {site.url.split("/")[2]}
