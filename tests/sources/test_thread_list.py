"""The corpus browser: full text, facets with counts, pages, the whole state in the address."""

import pytest
from django.utils.http import urlencode

from coding_app.projects.actions import create_project
from coding_app.sources.actions import create_source
from corpus import ingest, search
from corpus.importers.base import Medium, PollOption, PostRecord, TimePrecision, TimeStatus
from corpus.search import Filters
from tests.sources.conftest import bring

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def doctors(small):
    """Three threads of doctors: a question with a poll, a picture with two answers, a plain one."""
    source = create_source(
        project=small.project, platform="x", name="#DocTocToc", profession="gp", access="public", legal_basis="",
        by=small.manager,
    )  # fmt: skip
    from datetime import UTC, datetime

    def post(line, text, **more):
        when = datetime(2020, 2, line, 12, tzinfo=UTC)
        known = {"posted_at": when, "time_status": TimeStatus.UTC, "time_precision": TimePrecision.SECOND}
        return PostRecord(text=text, line=line, **(known | more))

    records = [
        post(1, "#DocTocToc une idée pour cette éruption ?", external_id="1", hashtags=("DocTocToc",),
             poll=(PollOption("Varicelle", 12), PollOption("Gale", 4))),
        post(2, "Radio du poignet, merci", external_id="2", media=(Medium("image", "radio du poignet gauche"),)),
        post(3, "Fracture du scaphoïde", external_id="3", parent_external_id="2"),
        post(4, "Entorse plutôt, refaire un cliché", external_id="4", parent_external_id="2"),
        post(5, "Bonne année <b>à tous</b>", external_id="5"),
    ]  # fmt: skip
    ingest.ingest(source, records, ingest.Origin("d" * 64, "table", "1"))
    return source


@pytest.fixture
def both(small, source, doctors, tmp_path):
    bring(source, small.manager, tmp_path)
    return small.project.corpus_id


def lines(corpus, **asked):
    return [hit.first_line for hit in search.threads(corpus, Filters(**asked))]


LITTER, TRIPS, LOST = (
    "Faut-il nettoyer la litière du chat ?",
    "Trajets non payés : appelez le [téléphone]",
    "Je réponds à un message effacé",
)
RASH, WRIST, YEAR = "#DocTocToc une idée pour cette éruption ?", "Radio du poignet, merci", "Bonne année <b>à tous</b>"


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_thread_list_by_role(small, client_of, url, role, status):
    assert client_of(small.people[role]).get(url("thread_list")).status_code == status


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [YEAR, LITTER, WRIST, RASH, LOST, TRIPS]),
        ({"order": "oldest"}, [TRIPS, LOST, RASH, WRIST, LITTER, YEAR]),
        ({"order": "answers"}, [WRIST, LITTER]),
        ({"words": "litiere"}, [LITTER]),
        ({"words": "nettoie"}, [LITTER]),
        ({"words": "SCAPHOIDE"}, [WRIST]),
        ({"words": '"dans le contrat"'}, [LITTER]),
        ({"words": '"chat litière"'}, []),
        ({"words": "« litière du chat »"}, [LITTER]),
        ({"words": "« chat litière »"}, []),
        ({"words": "poignet -merci"}, []),
        ({"words": "éruption OR trajets"}, [RASH, TRIPS]),
        ({"words": "!!! & ( '"}, []),
        ({"professions": ("gp",)}, [YEAR, WRIST, RASH]),
        ({"question": True}, [LITTER, RASH]),
        ({"poll": True}, [RASH]),
        ({"picture": True}, [WRIST]),
        ({"hashtag": "doctoctoc"}, [RASH]),
        ({"answers": ("1-5",)}, [LITTER, WRIST]),
        ({"answers": ("0", "21-")}, [YEAR, RASH, LOST, TRIPS]),
        ({"since": "2020-01"}, [YEAR, LITTER, WRIST, RASH]),
        ({"until": "2019-12"}, [LOST, TRIPS]),
        ({"since": "2019-12", "until": "2019-12", "professions": ("home_help",)}, [LOST, TRIPS]),
        ({"question": True, "professions": ("gp",)}, [RASH]),
        ({"author": "AD-999"}, []),
    ],
)
def test_what_is_found(both, asked, expected):
    assert lines(both, **asked)[: len(expected) or None] == expected


def test_a_source_and_an_author_narrow_down(both, source):
    assert len(lines(both, sources=(source.uuid,))) == 3
    alias = search.threads(both, Filters(words="contrat"))[0]
    assert lines(both, author=_author_of("Non, ce n")) == [alias.first_line]


def _author_of(start):
    from corpus.models import Post

    return Post.objects.get(text__startswith=start).author.alias


def test_counts_of_facets_leave_their_own_choice_aside(both):
    found = search.found(both, Filters(professions=("gp",), question=True))
    counts = {name: {c.value: c.threads for c in values} for name, values in found.facets.items()}
    assert found.total == 1
    assert counts["profession"] == {"gp": 1, "home_help": 1}
    assert counts["question"] == {"1": 1}
    assert counts["poll"] == {"1": 1}
    assert counts["picture"] == {"1": 0}
    assert counts["month"] == {"2020-02": 1}
    assert counts["answers"] == {"0": 1}
    assert counts["hashtag"] == {"doctoctoc": 1}


def test_a_month_is_the_one_of_the_reader(both, settings):
    assert {c.value for c in search.found(both, Filters()).facets["month"]} == {"2019-12", "2020-02"}


def test_the_passage_marks_what_was_found(both):
    (hit,) = search.threads(both, Filters(words="scaphoide"))
    assert [(p.text, p.is_hit) for p in hit.passage] == [("Fracture du ", False), ("scaphoïde", True)]
    assert hit.answers == 2


def test_passages_are_cut_at_marks_only():
    marked = "a \ue000b\ue001 c \ue000d\ue001"
    assert [(p.text, p.is_hit) for p in search.pieces(marked)] == [
        ("a ", False),
        ("b", True),
        (" c ", False),
        ("d", True),
    ]
    assert search.pieces("") == ()


def test_a_first_line_says_something_and_is_cut_after_a_word():
    assert search.first_line("\n  \n Bonjour \nà tous") == "Bonjour"
    assert search.first_line("mot " * 100, 20) == "mot mot mot mot mot…"


def test_the_page_escapes_what_it_marks(both, manager, url):
    html = manager.get(url("thread_list"), {"q": "tous"}).content.decode()
    assert "<mark>tous</mark>" in html
    assert "&lt;b&gt;à " in html
    assert "<b>à" not in html


def test_the_state_is_in_the_address_and_can_be_let_go(both, manager, url):
    asked = {"q": "radio OR éruption", "profession": "gp", "question": "1", "order": "oldest"}
    page = manager.get(url("thread_list"), asked)
    assert page.context["filters"].is_empty() is False
    assert [label for label, _address in page.context["chips"]] == [
        "“radio OR éruption”", "General practitioners", "asks a question",
    ]  # fmt: skip
    without = dict(page.context["chips"])["General practitioners"]
    assert without == f"?{urlencode({'q': 'radio OR éruption', 'question': '1', 'order': 'oldest'})}"
    assert [h.first_line for h in page.context["hits"]] == [RASH]
    assert "checked" in page.content.decode()


def test_a_phrase_is_named_in_one_pair_of_quotation_marks(both, manager, url):
    page = manager.get(url("thread_list"), {"q": "«\u00a0litière du chat\u00a0»"})
    assert page.context["chips"] == [("“litière du chat”", "?")]


def test_a_choice_that_finds_nothing_can_be_let_go(both, manager, url, source):
    page = manager.get(url("thread_list"), {"source": str(source.uuid), "q": "éruption", "answers": "21-"})
    assert page.context["found"].total == 0
    assert [label for label, _address in page.context["chips"]] == [
        "“éruption”", "the chosen source", "21 answers or more",
    ]  # fmt: skip


def test_a_hashtag_in_the_address_may_bear_its_sign(both, manager, url):
    page = manager.get(url("thread_list"), {"hashtag": "#DocTocToc"})
    assert [h.first_line for h in page.context["hits"]] == [RASH]
    assert page.context["chips"] == [("#DocTocToc", "?")]


@pytest.mark.parametrize(
    "nonsense",
    [{"source": "x"}, {"since": "2020-13"}, {"answers": "many"}, {"profession": "poet"}, {"order": "up"}, {"page": "z"},
     {"page": "99"}, {"q": "\0"}, {"hashtag": "\0"}, {"q": "x" * 5000}],
)  # fmt: skip
def test_nonsense_in_the_address_is_not_an_error(both, manager, url, nonsense):
    assert manager.get(url("thread_list"), nonsense).status_code == 200


def test_fifty_a_page(small, source, manager, url, tmp_path):
    from tests.sources.conftest import HEADER

    many = [HEADER, *(f"Fil {n};a{n};03/02/2020 08:{n % 60:02};Message numéro {n};0;;p{n}" for n in range(120))]
    bring(source, small.manager, tmp_path, many)
    first = manager.get(url("thread_list"))
    assert (len(first.context["hits"]), first.context["found"].total) == (50, 120)
    seen = [h.uuid for page in (1, 2, 3) for h in manager.get(url("thread_list"), {"page": page}).context["hits"]]
    assert (len(seen), len(set(seen))) == (120, 120)
    assert "1 to 50 of 120" in first.content.decode()


def test_other_projects_are_out_of_sight(small, both, client_of):
    other = create_project(name="Autre", by=small.owner)
    page = client_of(small.owner).get(f"/projects/{other.slug}/corpus/")
    assert page.context["found"].total == 0
    assert "The corpus is empty" in page.content.decode()


def test_nothing_found_says_what_to_do(both, manager, url):
    html = manager.get(url("thread_list"), {"q": "introuvable"}).content.decode()
    assert "No thread answers" in html
    assert "Take a filter away" in html


def test_a_reader_is_not_offered_the_import(small, both, client_of, url):
    html = client_of(small.reader).get(url("thread_list")).content.decode()
    assert url("upload_new") not in html
    assert url("source_new") not in html


def test_two_statements_read_the_list(both, django_assert_num_queries):
    with django_assert_num_queries(2):
        search.found(both, Filters(words="chat"))
        search.threads(both, Filters(words="chat"))


def test_statements_of_the_page(both, manager, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        manager.get(url("thread_list"), {"q": "radio", "picture": "1"})
