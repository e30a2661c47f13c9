"""The corpus browser: full text, facets with counts, pages, the whole state in the address."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.utils.http import urlencode

from coding_app.projects.actions import create_project
from coding_app.sources.actions import create_source
from corpus import facts, indexing, ingest, search
from corpus.importers.base import Medium, PollOption, PostRecord, TimePrecision, TimeStatus
from corpus.models import ImportBatch, Post
from corpus.search import Filters
from tests.factories import complete_record
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
        project=small.project, platform="x", name="#DocTocToc", profession="gp", access="public", **complete_record(),
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
    index()
    return small.project.corpus_id


def index():
    """Make the words of all imports searchable, as the job of an import does after it."""
    for batch in ImportBatch.objects.filter(indexed_at__isnull=True):
        indexing.index(batch)


def lines(corpus, **asked):
    return [hit.first_line for hit in search.browse(corpus, Filters(**asked)).hits]


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
        ({"order": "answers"}, [LITTER, WRIST]),
        ({"order": "quickest"}, [LITTER, WRIST]),
        ({"order": "slowest"}, [WRIST, LITTER]),
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
        ({"emoticon": True}, []),
        ({"hashtags": ("doctoctoc",)}, [RASH]),
        ({"hashtags": ("nowhere", "doctoctoc")}, [RASH]),
        ({"order": "people"}, [LITTER]),
        ({"order": "deepest"}, [LITTER, WRIST]),
        ({"order": "asking"}, [RASH, LITTER]),
        ({"participants": "2"}, [LITTER]),
        ({"participants": "6-"}, []),
        ({"delay": "1h"}, [LITTER]),
        ({"delay": "10m"}, []),
        ({"delay": "later"}, [WRIST]),
        ({"delay": "unknown"}, [YEAR, RASH, LOST, TRIPS]),
        ({"asking": "half"}, [RASH]),
        ({"asking": "quarter"}, [LITTER, RASH]),
        ({"asking": "none"}, [YEAR, WRIST, LOST, TRIPS]),
        ({"orphans": True}, [LOST]),
        ({"answers": ("1-5",)}, [LITTER, WRIST]),
        ({"depths": ("1",)}, [WRIST]),
        ({"depths": ("2",)}, [LITTER]),
        ({"depths": ("0", "6-")}, [YEAR, RASH, LOST, TRIPS]),
        ({"kinds": ("reply",)}, [LITTER, WRIST, LOST, TRIPS][:2]),
        ({"platforms": ("x",)}, [YEAR, WRIST, RASH]),
        ({"platforms": ("whatsapp",)}, []),
        ({"alone": True}, [YEAR, WRIST, RASH]),
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
    alias = search.browse(both, Filters(words="contrat")).hits[0]
    assert lines(both, author=_author_of("Non, ce n")) == [alias.first_line]
    assert lines(both, author=_author_of("Non, ce n"), words="contrat") == [alias.first_line]
    assert lines(both, author=_author_of("Non, ce n"), words="éruption") == []
    assert lines(both, author=_author_of("Non, ce n"), words="nowhere") == []


def _author_of(start):
    return Post.objects.get(text__startswith=start).author.alias


def test_counts_of_facets_leave_their_own_choice_aside(both):
    found = search.browse(both, Filters(professions=("gp",), question=True))
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
    assert {c.value for c in search.browse(both, Filters()).facets["month"]} == {"2019-12", "2020-02"}


def test_the_passage_marks_what_was_found(both):
    (hit,) = search.browse(both, Filters(words="scaphoide")).hits
    assert [(p.text, p.is_hit) for p in hit.passage] == [("Fracture du ", False), ("scaphoïde", True)]
    assert hit.answers == 2


def test_the_passage_may_come_from_a_poll_or_from_what_a_picture_shows(both):
    (rash,), (wrist,) = (search.browse(both, Filters(words=words)).hits for words in ("gale", '"poignet gauche"'))
    assert [p.text for p in rash.passage if p.is_hit] == ["Gale"]
    assert [p.text for p in wrist.passage if p.is_hit] == ["poignet", "gauche"] or wrist.passage[-1].is_hit


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
    assert [h.first_line for h in page.context["found"].hits] == [RASH]
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
    assert [h.first_line for h in page.context["found"].hits] == [RASH]
    assert page.context["chips"] == [("#DocTocToc", "?")]


def test_hashtags_are_typed_several_at_once_and_let_go_one_by_one(both, manager, url):
    page = manager.get(url("thread_list"), {"hashtag": ["#DocTocToc, #Nowhere", ""]})
    assert [(o.value, o.threads, o.is_chosen) for o in page.context["options"]["hashtag"]] == [
        ("doctoctoc", 1, True), ("nowhere", 0, True),
    ]  # fmt: skip
    assert page.context["chips"] == [("#DocTocToc", "?hashtag=nowhere"), ("#nowhere", "?hashtag=doctoctoc")]


def test_a_rare_hashtag_that_was_typed_has_its_count(both, monkeypatch):
    monkeypatch.setattr(search, "HASHTAGS_SHOWN", 0)
    (count,) = search.browse(both, Filters(hashtags=("doctoctoc",))).facets["hashtag"]
    assert (count.label, count.threads) == ("DocTocToc", 1)


def test_figures_of_threads_are_columns_and_narrow_down(both, manager, url):
    page = manager.get(url("thread_list"), {"participants": "2", "delay": "1h", "asking": "quarter"})
    assert [label for label, _address in page.context["chips"]] == [
        "2 participants", "first answer within an hour", "a quarter of the posts or more ask",
    ]  # fmt: skip
    (hit,) = page.context["found"].hits
    assert (hit.answers, hit.participants, hit.depth, hit.is_answered_by_other) == (2, 2, 2, True)
    html = page.content.decode()
    shown = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html[html.index("metrics") :])
    assert shown[:6] == [
        ("Answers", "2"), ("Participants", "2"), ("Depth", "2"), ("First answer", "25 min"),
        ("Asking", "33%"), ("Others answered", "yes"),
    ]  # fmt: skip
    assert page.context["found"].facets["profession"][0].threads == 1


@pytest.mark.parametrize(
    "nonsense",
    [{"source": "x"}, {"since": "2020-13"}, {"answers": "many"}, {"profession": "poet"}, {"order": "up"},
     {"after": "z"},
     {"before": "x"}, {"depth": "9"}, {"kind": "x"}, {"platform": "x"}, {"coders": "1"},
     {"delay": "soon"}, {"participants": "%"}, {"asking": "0"}, {"q": "\0"}, {"hashtag": "\0"}, {"q": "x" * 5000},
     {"since": "0000-01"}, {"since": "2020-01\n"}, {"until": "٢٠٢٠-01"}, {"source": f"{uuid4()}\n"},
     {"after": f"{uuid4()}\n"}, {"before": f"{uuid4()}\n"}, {"author": "\0"}],
)  # fmt: skip
def test_nonsense_in_the_address_is_not_an_error(both, manager, url, nonsense):
    assert manager.get(url("thread_list"), nonsense).status_code == 200


@pytest.fixture
def many(small, source, tmp_path):
    """120 threads, ten of them without a date, each pair at the same minute."""
    from tests.sources.conftest import HEADER

    rows = [
        f"Fil {n};a{n};{'' if n % 12 == 0 else f'03/02/2020 08:{n // 2:02}'};Message numéro {n};0;;p{n}"
        for n in range(120)
    ]
    bring(source, small.manager, tmp_path, [HEADER, *rows])
    index()


@pytest.mark.parametrize("order", ["recent", "oldest", "answers", "quickest", "slowest", "people", "deepest", "asking"])
def test_pages_by_key_lose_and_repeat_nothing_both_ways(many, manager, url, order):
    address, pages = url("thread_list") + f"?order={order}", []
    while address:
        page = manager.get(address).context
        pages.append([hit.uuid for hit in page["found"].hits])
        assert page["found"].total == 120
        address = page["next_url"] and url("thread_list") + page["next_url"]
        back = page["previous_url"]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({uuid for page in pages for uuid in page}) == 120
    before = manager.get(url("thread_list") + back).context
    assert [hit.uuid for hit in before["found"].hits] == pages[1]
    first = manager.get(url("thread_list") + before["previous_url"]).context
    assert [hit.uuid for hit in first["found"].hits] == pages[0]
    assert (first["previous_url"], first["next_url"] != "") == ("", True)


def test_a_page_has_no_offset(many, manager, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = manager.get(url("thread_list"))
    with CaptureQueriesContext(connection) as seen:
        manager.get(url("thread_list") + page.context["next_url"])
    # The one that is allowed skips nothing: it keeps PostgreSQL from reordering.
    assert not [q["sql"] for q in seen if re.search(r"OFFSET [1-9]", q["sql"])]


def test_a_page_behind_a_thread_that_is_gone_is_the_first(many, manager, url):
    gone = manager.get(url("thread_list"), {"after": str(uuid4())}).context["found"]
    assert [hit.uuid for hit in gone.hits] == [
        hit.uuid for hit in manager.get(url("thread_list")).context["found"].hits
    ]


def test_words_in_very_many_posts_are_counted_up_to_a_point_and_listed_in_full(many, manager, url, monkeypatch):
    exact = manager.get(url("thread_list"), {"q": "message"})
    assert (exact.context["found"].total, exact.context["found"].is_partial) == (120, False)
    monkeypatch.setattr(search, "MOST_POSTS", 30)
    page = manager.get(url("thread_list"), {"q": "message"})
    assert (page.context["found"].total, page.context["found"].is_partial) == (31, True)
    assert "More than 31 threads" in page.content.decode()
    assert [h.uuid for h in page.context["found"].hits] == [h.uuid for h in exact.context["found"].hits]
    rest = manager.get(url("thread_list") + page.context["next_url"]).context["found"]
    assert (len(rest.hits), rest.has_next) == (50, True)


def test_what_leaves_the_declared_period_or_has_rough_times_is_found(both, source):
    source.period_start = date(2020, 2, 3)
    source.save()
    found = search.browse(both, Filters(outside=True))
    assert [hit.first_line for hit in found.hits] == [LOST, TRIPS]
    assert all(hit.is_outside for hit in found.hits)
    counts = {c.value: c.threads for c in search.browse(both, Filters()).facets["outside"]}
    assert counts == {"1": 2}
    Post.objects.filter(text__startswith="Faut-il").update(time_status="estimated")
    facts.refresh()
    assert lines(both, rough=True) == [LITTER]


def test_marks_of_the_application_filter_and_count(both):
    ids = {hit.first_line: hit.id for hit in search.browse(both, Filters()).hits}
    marks = {"coders": {"1": frozenset({ids[LITTER], ids[WRIST]}), "2": frozenset({ids[RASH]})}}

    def counted(**asked):
        found = search.browse(both, Filters(**asked), marks=marks)
        return [hit.first_line for hit in found.hits], {c.value: c.threads for c in found.facets["coders"]}

    assert counted() == ([YEAR, LITTER, WRIST, RASH, LOST, TRIPS], {"0": 3, "1": 2, "2": 1})
    assert counted(marks=(("coders", "1"),)) == ([LITTER, WRIST], {"0": 3, "1": 2, "2": 1})
    assert counted(marks=(("coders", "0"), ("coders", "2"))) == ([YEAR, RASH, LOST, TRIPS], {"0": 3, "1": 2, "2": 1})
    assert counted(professions=("gp",)) == ([YEAR, WRIST, RASH], {"0": 1, "1": 1, "2": 1})
    # The other facets count within the choice.
    found = search.browse(both, Filters(marks=(("coders", "1"),)), marks=marks)
    assert {c.value: c.threads for c in found.facets["profession"]} == {"gp": 1, "home_help": 1}
    assert search.browse(both, Filters(marks=(("unknown", "1"),)), marks=marks).total == 0


def test_the_histogram_has_a_bar_for_each_month_and_marks_the_period(both, manager, url):
    page = manager.get(url("thread_list"), {"since": "2020-01"})
    assert [(b.month, b.threads, b.is_within) for b in page.context["bars"]] == [
        ("2019-12", 2, False), ("2020-01", 0, True), ("2020-02", 4, True),
    ]  # fmt: skip
    assert "<title>2020-02 · 4</title>" in page.content.decode()


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


def test_statements_of_a_search_do_not_depend_on_what_is_there(both, django_assert_num_queries):
    # The savepoint, the settings, the sources, the words, the counts, the hashtags, the page.
    for words in ("chat", "introuvable"):
        with django_assert_num_queries(8):
            search.browse(both, Filters(words=words))


def test_statements_of_the_page(both, manager, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        manager.get(url("thread_list"), {"q": "radio", "picture": "1"})
