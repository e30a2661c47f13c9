"""Coded by n and my codes in the corpus browser: what a blind round hides stays hidden there too."""

import pytest
from django.urls import reverse

from coding_app.coding.corpus_marks import coded_by, my_codes, thread_marks
from corpus import facts
from tests.summaries import small_study

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def study(small):
    """The hand-counted study: ten posts in four threads, closed."""
    return small_study.build(small)


@pytest.fixture
def still_open(small, monkeypatch):
    """The same study while its round is blind and open: nothing closed, nothing decided."""
    monkeypatch.setattr(small_study, "finish", lambda *_asked: None)
    monkeypatch.setattr(small_study, "decide", lambda *_asked: None)
    made = small_study.build(small)
    assert (made.main.state, made.main.is_blind) == ("open", True)
    return made


def names(study, threads):
    by_id = {post.thread_id: name[:2] for name, post in study.posts.items()}
    return sorted(by_id[thread] for thread in threads)


def seen(study, facet):
    return {value: names(study, ids) for value, ids in facet.threads.items()}


def test_a_closed_round_tells_everybody_how_many_coded_a_thread(small, study):
    expected = {"1": ["G1"], "2": ["G2", "H2"], "3-": ["H1"]}
    for person in (small.coder, small.second_coder, small.manager, small.reader):
        assert seen(study, coded_by(small.project, person)) == expected


def test_while_a_round_is_blind_and_open_only_ones_own_codings_count(small, still_open):
    def told(person):
        return seen(still_open, coded_by(small.project, person))

    assert told(small.coder) == {"1": ["G1", "G2", "H1", "H2"], "2": [], "3-": []}
    assert told(small.second_coder) == {"1": ["G2", "H1", "H2"], "2": [], "3-": []}
    for outsider in (small.owner, small.manager, small.reader):
        assert told(outsider) == {"1": [], "2": [], "3-": []}


def test_my_codes_are_mine_in_any_round(small, still_open):
    mine = seen(still_open, my_codes(small.project, small.coder))
    assert mine["topic.pay"] == ["G1", "G2", "H1", "H2"]
    assert mine["answer.advice"] == ["G1", "H1"]
    assert seen(still_open, my_codes(small.project, small.second_coder))["topic.pay"] == ["H1"]
    assert my_codes(small.project, small.manager).threads == {}


def test_three_statements_at_most(small, study, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        thread_marks(small.project, small.coder)


def test_the_browser_filters_by_what_the_person_may_see(small, still_open, client_of):
    facts.refresh()
    address = reverse("sources:thread_list", args=[small.project.slug])

    def counts(person, **query):
        page = client_of(person).get(address, query)
        shown = {o.value: o.threads for o in page.context["options"]["coders"]}
        return page.context["found"].total, shown

    assert counts(small.coder) == (4, {"0": 0, "1": 4, "2": 0, "3-": 0})
    assert counts(small.manager) == (4, {"0": 4, "1": 0, "2": 0, "3-": 0})
    assert counts(small.manager, coders="2")[0] == 0
    assert counts(small.second_coder, code="topic.pay")[0] == 1
    # A code nobody told this person of is not understood in the address, and so not asked.
    assert counts(small.manager, code="topic.pay")[0] == 4
    html = client_of(small.coder).get(address, {"coders": "1"}).content.decode()
    assert "Coded by" in html
    assert "1 person" in html
