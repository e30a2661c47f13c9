"""What rests on a code: counts by hand, blindness, the alpha as computed, and the figures beside each code."""

import pytest
from django.urls import reverse
from django.utils import translation

from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.codebook import drafting
from coding_app.codebook.actions import create_draft
from coding_app.codebook.figures import CodeFigures
from coding_app.projects.models import Membership
from coding_app.sampling.steps import close_round
from coding_app.surgery import figures, held, words
from coding_app.surgery.consequences import RoundShare, consequences
from tests.summaries import small_study

pytestmark = pytest.mark.django_db


def found(bench, slug, by="manager"):
    return consequences(bench.project, bench.people[by], bench.code(slug))


def compute(bench, slug, value, low=None, high=None, because=""):
    """Store a run as the computation would."""
    run = AgreementRun.objects.create(round=bench.round, data_sha256="0" * 64, app_version="1")
    AgreementFigure.objects.create(
        run=run, code=bench.code(slug), metric="krippendorff_alpha", value=value, low=low, high=high, units=4, pairs=4,
        undefined_because=because,
    )  # fmt: skip
    return run


def test_blind_round_counts_ones_own_only(coded):
    assert [found(coded, "topic.pay", who).codings for who in ("owner", "coder", "second_coder")] == [0, 2, 1]
    told = found(coded, "topic.pay")
    assert [row.number for row in told.hidden] == [1]
    assert words.sentence(told) == "No codings that you may see; agreement not computed"


def test_counts_of_a_closed_round(coded):
    close_round(round=coded.round, by=coded.owner)
    told = found(coded, "topic.pay")
    assert (told.codings, told.coders, told.threads, told.settled, told.hidden) == (3, 2, 2, 0, [])
    assert told.rounds == [RoundShare(1, "Round 1", "closed", 1, 3, 2, 2)]
    # A group with what lies below it; a dimension with all of it.
    assert found(coded, "topic.work").codings == 3
    assert found(coded, "topic").codings == 7


def test_settled_are_those_whose_unit_and_dimension_were_decided(coded):
    close_round(round=coded.round, by=coded.owner)
    codes = {slug: coded.code(slug) for slug in ("topic", "answer", "topic.care", "answer.advice")}
    study = small_study.Study(coded.project, coded.people, coded.latest, codes, coded.posts, coded.round)
    small_study.decide(study, coded.round, "G1.0", "topic", {"topic.care"})
    small_study.decide(study, coded.round, "H1.1", "answer", {"answer.advice"})
    # Pay stands twice on G1.0 (decided) and once on H1.1, of which another dimension was decided.
    assert (found(coded, "topic.pay").settled, found(coded, "answer.advice").settled) == (2, 1)


def test_sentence_in_both_languages(coded):
    close_round(round=coded.round, by=coded.owner)
    compute(coded, "topic.pay", 0.52, 0.41, 0.63)
    told = found(coded, "topic.pay")
    assert words.sentence(told) == "3 codings by 2 coders in 2 threads, 0 settled; alpha 0.52 [0.41, 0.63]"
    with translation.override("fr"):
        assert "0,52" in words.sentence(told)


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        ((0.5, None, None, ""), "alpha 0.50"),
        ((None, None, None, "not_used"), "alpha undefined, because nobody used this code"),
    ],
)
def test_alpha_in_words(coded, figure, sentence):
    close_round(round=coded.round, by=coded.owner)
    compute(coded, "topic.pay", *figure)
    assert words.sentence(found(coded, "topic.pay")).endswith(sentence)


def test_alpha_is_the_latest_of_the_latest_closed_round(coded):
    compute(coded, "topic.pay", 0.1, 0, 0.2)  # while it was open: not read
    close_round(round=coded.round, by=coded.owner)
    assert found(coded, "topic.pay").alpha is None
    compute(coded, "topic.pay", 0.3, 0.2, 0.4)
    compute(coded, "topic.pay", 0.4, 0.3, 0.5)
    assert found(coded, "topic.pay").alpha.value == 0.4


def test_moved_round_says_under_which_version(coded):
    coded.publish()
    coded.move()
    told = found(coded, "topic.pay", "coder")
    assert [(row.version, row.codings) for row in told.rounds] == [(2, 2)]


def test_figures_by_code(coded, django_assert_num_queries):
    close_round(round=coded.round, by=coded.owner)
    compute(coded, "topic.pay", 0.52, 0.41, 0.63)
    version = coded.latest
    with django_assert_num_queries(6):
        by_code = figures.by_code(coded.project, coded.manager, version)
    named = {slug: by_code[coded.code(slug).pk] for slug in coded.slugs(coded.latest)}
    # Four posts were coded in topic: pay on two of them, care on two, none on two (by somebody).
    assert named["topic.pay"] == CodeFigures(3, 3, 0.5, 0.52, (0.41, 0.63), "Round 1")
    assert named["topic.work"] == CodeFigures(0, 3)
    assert named["topic"] == CodeFigures(0, 7)
    assert named["topic.care"] == CodeFigures(2, 2, 0.5)
    assert named["answer.advice"] == CodeFigures(2, 2, 1.0)
    assert named["answer.none"] == CodeFigures(1, 1, 0.5)


def test_counts_over_many_codings_are_held_until_a_round_is_closed(coded, monkeypatch):
    def codings():
        return figures.by_code(coded.project, coded.manager, coded.latest)[coded.code("topic.pay").pk].codings

    def own():
        return figures.by_code(coded.project, coded.coder, coded.latest)[coded.code("topic.pay").pk].codings

    monkeypatch.setattr(held, "CODINGS_A_SECOND", 0.01)
    assert (codings(), own(), own()) == (0, 2, 2)
    coded.act(work := coded.work("G1.0"), "reopen")
    coded.act(work, "retract", "topic.pay")
    assert own() == 2
    monkeypatch.setattr(held, "CODINGS_A_SECOND", 5_000)
    close_round(round=coded.round, by=coded.owner)
    # What one may see now was never held: closing shows the manager the codings of all.
    assert (codings(), own()) == (2, 1)


def test_news_say_which_of_ones_own_codings_are_concerned(coded, client_of):
    Membership.objects.update(created_at="2000-01-01T00:00Z")
    create_draft(codebook=coded.book, by=coded.owner)
    drafting.edit_definition(definition=coded.entry("topic.pay"), by=coded.manager, definition_en="Wages")
    coded.publish()
    url = reverse("codebook:news", args=[coded.project.slug])
    own = {who: client_of(coded.people[who]).get(url).text for who in ("coder", "second_coder", "reader")}
    assert "You have 2 codings on it under earlier versions." in own["coder"]
    assert "You have 1 coding on it under an earlier version." in own["second_coder"]
    assert "You have" not in own["reader"] and "Wages" in own["reader"]
    # Care did not change: nothing is said of it.
    assert own["coder"].count("You have") == 1


def test_figures_of_a_blind_round_are_ones_own(coded):
    mine = figures.by_code(coded.project, coded.second_coder, coded.latest)
    theirs = figures.by_code(coded.project, coded.manager, coded.latest)
    pay = coded.code("topic.pay").pk
    assert (mine[pay].codings, mine[pay].prevalence) == (1, 0.5)
    assert theirs[pay] == CodeFigures(0, 0)
