"""Three people code a double-coded round by keyboard, from the file to the export, in real browsers."""

import csv
import json
import re
from collections import Counter, defaultdict

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import complete_record_of

# The world is built before the browser runs: Django refuses to work beside Playwright's event loop.
pytestmark = pytest.mark.usefixtures("world", "site")

SOURCE, ROUND = "Groupe de l'équipe", "Lecture à trois"
TABLE = "fil,auteur,date,texte\n" + "".join(
    f"Sujet {thread},pseudo_{place},2020-02-{thread + 3:02} 1{place}:00,Message {thread}.{place} des plannings\n"
    for thread in range(3)
    for place in range(4)
)
# What each presses for the topics (T tasks, H hours, 0 none); Enter goes on to the next dimension.
TOPICS = {"coder": ("t", "Enter"), "second_coder": ("0",), "third_coder": ("t", "h", "Enter")}
CHOSEN = {"coder": {"law.tasks"}, "second_coder": {"topic.none"}, "third_coder": {"law.tasks", "work.hours"}}
# Question, (to a reply) no answer code, no stance taken, tone 3, ordinary: the same for everybody.
REST = {"act.question", "stance.none_taken", "tone.3", "register.ordinary"}
ASSIGNED = """
    SELECT u.uuid::text, p.username FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id
      JOIN coding_app_unit u ON u.id = a.unit_id JOIN coding_app_user p ON p.id = a.coder_id WHERE r.name = %s
"""


class Team:
    """The people of the journey, each in a browser of their own."""

    def __init__(self, world, site, browser, sign_in):
        self.world, self.site, self.number = world, site, 0
        self.inside = f"{site.url}/projects/{world.project.slug}"
        self.pages: dict[str, Page] = {}
        for name in ("owner", "adjudicator", *TOPICS):
            context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
            context.set_default_timeout(10_000)
            self.pages[name] = sign_in(context.new_page(), world.person(name))

    def go(self, name: str, rest: str) -> Page:
        """Open a page of the project as one of them."""
        page = self.pages[name]
        page.goto(f"{self.inside}/{rest}")
        return page

    def coders_of_units(self) -> dict[str, list[str]]:
        """Return the coders of each unit of the round, by their role in the world."""
        names = {self.world.person(name).username: name for name in TOPICS}
        found = defaultdict(list)
        for unit, username in self.site.rows(ASSIGNED, ROUND):
            found[unit].append(names[username])
        return found


@pytest.fixture(scope="module")
def team(world, site, browser):
    def sign_in(page, user):
        page.goto(site.link(user))
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(f"{site.url}/")
        return page

    made = Team(world, site, browser, sign_in)
    yield made
    for page in made.pages.values():
        page.context.close()


def bring_file(team: Team, folder) -> None:
    path = folder / "equipe.csv"
    path.write_text(TABLE, encoding="utf-8")
    page = team.go("owner", "import/")
    page.locator("[name=platform]").select_option("facebook")
    page.locator("[name=profession]").select_option("home_help")
    page.locator("[name=name]").fill(SOURCE)
    page.locator("[name=file]").set_input_files(path)
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile("/columns/$"))
    page.locator("button[value=continue]").click()
    page.wait_for_url(re.compile("/check/$"))
    # Nothing is imported before the record of the source is complete.
    expect(page.locator("main form[action$='/start/'] button[type=submit]")).to_be_disabled()
    complete_record_of(team.site, SOURCE)
    page.reload()
    page.locator("main form[action$='/start/'] button[type=submit]").click()
    page.wait_for_url(re.compile("/import/batches/[0-9a-f-]{36}/$"), timeout=20_000)
    expect(page.locator(".import-figures")).to_contain_text("12")
    page.locator("main a[href*='/batches/'][href$='/review/']").first.click()
    page.locator("button[value=finish]").click()
    expect(page.locator("button[value=finish]")).to_have_count(0)


def confirm(page: Page) -> None:
    page.locator("#confirm-dialog [data-confirm-yes]").click()


def draw_and_open(team: Team) -> None:
    page = team.go("owner", "rounds/new/")
    page.locator("[name=name]").fill(ROUND)
    page.get_by_label(SOURCE).check()
    page.locator("[name=size]").fill("6")
    page.locator("[name=double_share]").fill("50")
    for name in TOPICS:
        expect(page.get_by_role("checkbox", name=team.world.person(name).display_name)).to_be_checked()
    page.locator("#round-form button.is-primary").click()
    page.wait_for_url(re.compile(r"/rounds/\d+/$"))
    team.number = int(page.url.rstrip("/").rsplit("/", 1)[1])
    assert sorted(map(len, team.coders_of_units().values())) == [1, 1, 1, 2, 2, 2]
    page.locator("form[action$='/open/'] button").click()
    confirm(page)
    expect(page.locator("form[action$='/close/']")).to_be_attached()


def model(page: Page) -> dict:
    """Return what the browser knows of the unit whose address it shows."""
    units = json.loads(page.locator("#unit-model").text_content() or "")["units"]
    return next(unit for unit in units if unit["assignment"] in page.url)


def code_everything(team: Team, name: str) -> int:
    """Code one's whole queue by keyboard; what colleagues chose is on no unit. Return how many units."""
    page = team.go(name, f"code/?round={team.number}")
    page.locator(".card:has([aria-current]) a.button.is-primary").click()
    page.locator(".workbench.is-live").wait_for()
    units = sum(name in coders for coders in team.coders_of_units().values())
    for number in range(1, units + 1):
        unit = model(page)
        assert unit["marks"] == []
        is_reply = len(unit["asked"]) == 6
        for key in [*TOPICS[name], "1", *(["0"] if is_reply else []), "4", "3", "2", "Enter"]:
            page.keyboard.press(key)
            page.wait_for_timeout(15)
        if number < units:
            page.wait_for_function(
                "(unit) => !location.pathname.includes(unit)",
                arg=unit["assignment"],
            )
    # After the last one the queue says that all is done.
    page.wait_for_url(re.compile(r"/code/(\?.*)?$"), timeout=20_000)
    expect(page.locator(".card:has([aria-current])")).to_contain_text("Tout est fait")
    return units


def codings_by_program(team: Team, name: str) -> Counter:
    """Count the codings of the round that a person may fetch, by coder."""
    answer = team.pages[name].request.get(
        f"{team.site.url}/api/v1/projects/{team.world.project.slug}/codings/?round={team.number}"
    )
    assert answer.status == 200
    return Counter(row["coder"]["display_name"] for row in answer.json()["results"])


def assert_nothing_is_shown(team: Team) -> None:
    """Look, while the round is blind and open, where codings or agreement could be seen, as everybody."""
    coders = [team.world.person(name).display_name for name in TOPICS]
    for name in team.pages:
        own = team.world.person(name).display_name
        assert set(codings_by_program(team, name)) == ({own} if own in coders else set())
        page = team.go(name, f"agreement/?round={team.number}")
        expect(page.locator(".empty")).to_contain_text("aveugle")
        assert page.locator(".agreement-table").count() == 0
        if name in {"owner", "adjudicator"}:
            page = team.go(name, f"review/?round={team.number}")
            expect(page.locator(".empty")).to_contain_text("aveugle")
            assert page.locator(".docket").count() == 0
        assert page.request.get(f"{team.inside}/professions/?round={team.number}").status == 404


def close_and_compute(team: Team) -> None:
    page = team.go("owner", f"rounds/{team.number}/")
    page.locator("form[action$='/close/'] button").click()
    confirm(page)
    expect(page.locator("form[action$='/close/']")).not_to_be_attached()
    page = team.go("owner", f"agreement/?round={team.number}")
    page.locator("form[action$='/agreement/compute/'] button").click()
    page.locator(".agreement-table").first.wait_for()


def reveal(team: Team) -> None:
    """Show the round to everybody: its coders see the figures then, and not before."""
    expect(team.go("coder", f"agreement/?round={team.number}").locator(".empty")).to_be_visible()
    page = team.go("owner", f"rounds/{team.number}/")
    page.locator("form[action$='/reveal/'] button").click()
    confirm(page)
    expect(page.locator("form[action$='/reveal/']")).not_to_be_attached()
    expect(team.go("coder", f"agreement/?round={team.number}").locator(".empty")).not_to_be_attached()


def figures(team: Team) -> dict[str, float]:
    """Read percent agreement off the page, by the name of the code."""
    rows = team.go("owner", f"agreement/?round={team.number}").locator(".agreement-table tbody tr")
    found = {}
    for row in rows.all():
        percent = re.sub(r"\D", "", row.locator("td").nth(4).text_content() or "")
        found[(row.locator("th a").text_content() or "").strip()] = int(percent)
    return found


def settle_one(team: Team) -> None:
    """Settle one of the three differences by keyboard; two are left."""
    page = team.go("adjudicator", f"review/?round={team.number}")
    expect(page.locator(".docket > li")).to_have_count(3)
    page.locator(".docket a").first.click()
    page.locator("form[data-settle]").first.wait_for()
    page.wait_for_load_state("load")  # the keys are heard from then on
    case = page.url
    for key in ("1", "a", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != case and "/settle/" not in url)
    expect(team.go("adjudicator", f"review/?round={team.number}").locator(".docket > li")).to_have_count(2)


def exported(team: Team) -> list[dict[str, str]]:
    """Make the long file in the browser and return its rows of the round."""
    page = team.go("owner", "exports/")
    page.locator("form:has(input[value=long_csv]) button[type=submit]").first.click()
    link = page.locator("#exports a[download]").first
    link.wait_for(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["round"] == str(team.number)]


def test_three_people_code_a_round_by_keyboard(team, tmp_path):
    bring_file(team, tmp_path)
    draw_and_open(team)
    assert sum(code_everything(team, name) for name in TOPICS) == 9
    assert_nothing_is_shown(team)
    close_and_compute(team)

    # Agreement, worked out from what was pressed: on a code of the topics two coders agree or do not.
    doubles = [pair for pair in team.coders_of_units().values() if len(pair) == 2]
    percent = {
        code: round(100 * sum((code in CHOSEN[a]) == (code in CHOSEN[b]) for a, b in doubles) / len(doubles))
        for code in ("law.tasks", "work.hours")
    }
    names = dict(
        team.site.rows(
            "SELECT c.slug, d.name_fr FROM coding_app_codedefinition d JOIN coding_app_code c ON c.id = d.code_id"
        )
    )
    shown = figures(team)
    assert {code: shown[names[code]] for code in percent} == percent
    assert {shown[names[code]] for code in REST} == {100}

    reveal(team)
    settle_one(team)
    rows = exported(team)
    wanted = Counter(
        (unit, team.world.person(name).display_name, code)
        for unit, coders in team.coders_of_units().items()
        for name in coders
        for code in CHOSEN[name] | REST
    )
    given = Counter(
        (row["unit"], row["coder"], row["code"])
        for row in rows
        if row["value"] == "1" and row["is_consensus"] == "0" and row["code"] != "answer.none"
    )
    assert given == wanted
    [decided] = {(row["unit"], row["dimension"]) for row in rows if row["is_consensus"] == "1"}
    assert decided[1] == "topic"
    assert len(team.coders_of_units()[decided[0]]) == 2
    assert figures(team) == shown  # a decision is no coding
