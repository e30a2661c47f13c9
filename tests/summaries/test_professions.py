"""The professions page, counted by hand on the small study."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from coding_app.agreement.models import AgreementFigure, AgreementRun
from coding_app.agreement.stats.undefined import Undefined
from coding_app.projects.actions import create_project
from coding_app.summaries import queries
from coding_app.summaries.pages import Comparison
from tests.summaries.small_study import code_unit, decide, draw, finish

MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


def url(study):
    return reverse("summaries:professions", args=[study.project.slug])


def compare(study, **wishes):
    return Comparison(study.project, queries.selection(study.project, study.people["manager"], **wishes))


def line(comparison, slug):
    return next(one for section in comparison.sections for one in section.lines if one.entry.slug == slug)


def counts(comparison, slug):
    return [(cell.profession, cell.share.n_with, cell.share.n_posts) for cell in line(comparison, slug).cells]


def test_shares_counted_by_hand(study):
    found = compare(study)
    assert counts(found, "topic.pay") == [("gp", 1, 5), ("home_help", 4, 5)]
    assert counts(found, "topic.care") == [("gp", 0, 5), ("home_help", 0, 5)]
    # "none applies" is the rest of the topic, but for the tie of G2.0: one of two coders said it, which is no majority
    assert counts(found, "topic.none") == [("gp", 3, 5), ("home_help", 1, 5)]
    assert counts(found, "answer.advice") == [("gp", 1, 3), ("home_help", 1, 3)]
    assert [(group.profession, group.units, group.threads) for group in found.groups] == [
        ("gp", 5, 2), ("home_help", 5, 2),
    ]  # fmt: skip


def test_interval_and_difference_by_hand(study):
    pay = line(compare(study), "topic.pay")
    gp, home_help = (cell.share for cell in pay.cells)
    # Threads of 3 and 2 posts with 1 and 0: scores (1 - .2*3)/5 = .08 and (0 - .2*2)/5 = -.08;
    # se = sqrt(2 * (.08^2 + .08^2)) = .16; t(1) = 12.7062, so the interval is cut to 0..1
    assert gp.se == pytest.approx(0.16)
    assert (gp.value, gp.low, gp.high) == (pytest.approx(0.2), 0.0, 1.0)
    # 2 of 3 and 2 of 2: scores (2 - 2.4)/5 and (2 - 1.6)/5, the same size
    assert home_help.se == pytest.approx(0.16)
    assert pay.difference.value == pytest.approx(-0.6)
    # sqrt(.16^2 + .16^2) = .2263, Satterthwaite's df = 2, t = 4.3027: -.6 +- .9736, cut at -1
    assert pay.difference.low == -1.0
    assert pay.difference.high == pytest.approx(-0.6 + 4.302653 * 0.226274, abs=1e-5)
    assert pay.points == "−60 points [−100; +37]"


def test_a_code_nobody_used_has_wilson_over_threads_as_interval(study):
    care = line(compare(study), "topic.care").cells[0].share
    assert (care.value, care.low, care.by_spread) == (0.0, 0.0, False)
    assert care.high == pytest.approx(0.657620, abs=1e-6)  # Wilson, 0 of 2


def test_the_decision_counts_and_the_tie_does_not(study):
    found = compare(study).analysis
    column = found.column(study.codes["topic.pay"].pk)
    at = {unit.post_id: list(found.unit_ids).index(unit.pk) for unit in queries.units(list(found.unit_ids))}
    tie, settled = at[study.posts["G2.0"].pk], at[study.posts["H2.0"].pk]
    assert (found.layer.values[tie, column], found.layer.is_decided[tie, column]) == (0, False)
    assert (found.layer.values[settled, column], found.layer.is_decided[settled, column]) == (1, True)


def test_a_later_decision_moves_the_share(study):
    decide(study, study.main, "G2.0", "topic", {"topic.pay"})
    assert counts(compare(study), "topic.pay") == [("gp", 2, 5), ("home_help", 4, 5)]


def test_a_unit_of_two_rounds_counts_once_as_in_the_later(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])])
    code_unit(study, row, "G1.0", "coder", {"topic.care"})
    finish(row, study.owner)
    found = compare(study)
    assert [r.number for r in found.selection.rounds] == [1, 2]
    assert counts(found, "topic.pay") == [("gp", 0, 5), ("home_help", 4, 5)]
    assert counts(found, "topic.care") == [("gp", 1, 5), ("home_help", 0, 5)]
    assert counts(compare(study, numbers=["1"]), "topic.pay") == [("gp", 1, 5), ("home_help", 4, 5)]


def test_threads_and_posts_are_never_counted_together(study):
    row = draw(study.project, study.version, [(study.posts["H1.0"], [study.coder])], unit_kind="thread")
    code_unit(study, row, "H1.0", "coder", {"topic.care"})
    finish(row, study.owner)
    found = compare(study)
    assert (found.selection.unit_kind, found.selection.unit_kinds) == ("thread", ["thread", "post"])
    assert counts(found, "topic.care") == [("home_help", 1, 1)]
    assert line(found, "topic.care").difference is None
    assert counts(compare(study, unit_kind="post"), "topic.pay") == [("gp", 1, 5), ("home_help", 4, 5)]
    with pytest.raises(queries.Http404):
        queries.selection(study.project, study.people["manager"], unit_kind="post", numbers=["1", "2"])


def test_a_dimension_nobody_was_asked_is_undefined_with_its_reason(study):
    row = draw(study.project, study.version, [(study.posts[p], [study.coder]) for p in ("G1.0", "H1.0", "H1.1")])
    for post in ("G1.0", "H1.0", "H1.1"):
        code_unit(study, row, post, "coder", set())
    finish(row, study.owner)
    advice = line(compare(study, numbers=["2"]), "answer.advice")
    gp, home_help = advice.cells
    assert (gp.share.value, gp.share.reason, gp.reason) == (
        None, Undefined.NO_DATA, "undefined, because nothing was coded here",
    )  # fmt: skip
    assert home_help.reason == "no interval, because there is one thread only"
    assert advice.points == "undefined, because nothing was coded here"


def test_an_open_blind_round_is_neither_counted_nor_offered(study, client_of):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.owner])])
    code_unit(study, row, "G1.0", "owner", {"topic.care"})
    assert [r.number for r in compare(study).selection.offered] == [1]
    assert client_of(study.owner).get(url(study), {"round": "2"}).status_code == 404


def test_an_open_round_that_is_not_blind_is_offered_and_not_chosen(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])], is_blind=False)
    code_unit(study, row, "G1.0", "coder", {"topic.care"})
    found = compare(study)
    assert ([r.number for r in found.selection.offered], [r.number for r in found.selection.rounds]) == ([1, 2], [1])
    assert counts(compare(study, numbers=["2"]), "topic.care") == [("gp", 1, 1)]


def test_training_is_offered_and_not_chosen(study):
    row = draw(study.project, study.version, [(study.posts["G1.0"], [study.coder])], kind="training")
    finish(row, study.owner)
    assert [r.number for r in compare(study).selection.rounds] == [1]


def test_the_whole_corpus_in_figures(study):
    assert [(f.profession, f.sources, f.threads, f.posts, f.authors) for f in queries.facts(study.project)] == [
        ("gp", 1, 2, 5, 1), ("home_help", 1, 2, 5, 1),
    ]  # fmt: skip
    gp = queries.facts(study.project)[0]
    assert (gp.first, gp.last) == (datetime(2020, 2, 3, 10, tzinfo=UTC), datetime(2020, 2, 3, 12, tzinfo=UTC))


def test_the_confound_is_computed_and_always_on_the_page(study, client_of):
    first, where, _whose = compare(study).confound
    assert first.startswith("In this material profession and platform coincide: ")
    assert where == "General practitioners: X (Twitter) 5. Home helpers: Facebook 5."
    study.posts["H1.0"].source.__class__.objects.filter(profession="home_help").update(platform="x")
    assert compare(study).confound[0].startswith("In this material 10 units of 10 come from platforms that several")


def test_doubtful_agreement_is_said_beside_the_code(study):
    run = AgreementRun.objects.create(round=study.main, data_sha256="0" * 64, app_version="0", made_by=study.owner)
    figure = {"run": run, "units": 5, "pairs": 7}
    for slug, low, chosen in [("topic.pay", 0.1, 40), ("topic.care", 0.9, 40), ("answer.advice", 0.1, 1)]:
        code = study.codes[slug]
        AgreementFigure.objects.create(code=code, metric="krippendorff_alpha", value=0.95, low=low, high=0.96, **figure)
        AgreementFigure.objects.create(code=code, metric="times_chosen", value=chosen, **figure)
    AgreementFigure.objects.create(
        code=study.codes["topic"], metric="krippendorff_alpha", value=0.3, low=0.1, high=0.4, **figure
    )
    found = compare(study)
    assert [(d.round.number, d.low) for d in line(found, "topic.pay").doubts] == [(1, 0.1)]
    assert not line(found, "topic.care").doubts
    assert not line(found, "answer.advice").doubts  # chosen once: too few to judge, which is no verdict


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_professions_by_role(study, client_of, role, status):
    assert client_of(study.people[role]).get(url(study)).status_code == status


def test_a_visitor_signs_in_first(study, client):
    assert client.get(url(study)).status_code == 302


def test_nothing_is_written_here(study, client_of):
    assert client_of(study.owner).post(url(study)).status_code == 405


@pytest.mark.parametrize("query", ["round=7", "round=x", "round=1&round=99999999999", "unit=nothing", "unit=thread"])
def test_what_is_not_there_is_404(study, client_of, query):
    assert client_of(study.owner).get(f"{url(study)}?{query}").status_code == 404


def test_a_project_without_anything_says_so(study, client_of):
    empty = create_project(name="Vide", by=study.owner)
    answer = client_of(study.owner).get(reverse("summaries:professions", args=[empty.slug]))
    assert answer.status_code == 200
    assert answer.context["comparison"].groups == []


def test_the_page_says_the_layer_in_its_title_and_links_each_figure(study, client_of):
    client = client_of(study.owner)
    client.cookies["django_language"] = "en"
    content = client.get(url(study)).content.decode()
    layer = "consensus where there is one, else the majority of the coders"
    assert f"<title>Professions: {layer}" in content
    assert f"<h1>Professions: {layer}" in content
    behind = reverse("summaries:posts_behind", args=[study.project.slug, study.codes["topic.pay"].uuid])
    assert f"{behind}?profession=home_help&amp;unit=post&amp;round=1" in content
    assert "−60 points [−100; +37]" in content
    assert "profession and platform coincide" in content
    assert "style=" not in content


def test_statements_do_not_grow_with_the_rounds_units(study, django_assert_num_queries):
    # rounds; submitted units and their codings; decisions; places; codebook; the stored agreement
    with django_assert_num_queries(7):
        assert compare(study).sections


def test_a_code_that_no_chosen_round_asks_has_no_column(study):
    assert compare(study).analysis.column(0) is None
