"""Subsets side by side, pairs as a matrix, batches as charts: figures made by hand, nothing stored."""

import pytest

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.breakdowns import beside, breakdown, spread, unlike
from coding_app.agreement.lines import Line, Report, line
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.pairing import matrix
from coding_app.agreement.sections import BY_SLUG, KINDS, section
from coding_app.agreement.trend import courses
from coding_app.agreement.verdicts import Verdict
from coding_app.codebook.tree import CodeEntry

ANNA, BEN, CLEO = (User(pk=n, display_name=name) for n, name in ((1, "Anna"), (2, "Ben"), (3, "Cléo")))


def figure(metric=figures.ALPHA, value=0.5, units=40, **more):
    return AgreementFigure(metric=metric, value=value, units=units, pairs=units, **more)


def code(*rows, name="A", chosen=50, **more):
    entry = CodeEntry(7, "7", f"x.{name}", "code", "", 1, 0, name, **more)
    return line(entry, [figure(figures.CHOSEN, chosen, prevalence=0.25), *rows])


def report(*coders):
    return Report(None, [], {coder.pk: coder for coder in coders})


def values(found):
    return [[cell.figure and cell.figure.value for cell in row.cells] for row in found.rows]


def test_figures_are_sorted_by_what_they_are_limited_to():
    made = code(
        figure(), figure(coder_a=ANNA, coder_b=BEN), figure(subset="depth", subset_value="3+"),
        figure(figures.PREVALENCE, 0.1, subset="coder", coder_a=BEN),
    )  # fmt: skip
    assert set(made.figures) == {figures.ALPHA, figures.CHOSEN}
    assert set(made.pairs) == {(1, 2)}
    assert set(made.subsets) == {("depth", "3+"), ("coder", 2)}
    assert (made.units, made.met, made.prevalence, made.both, made.is_rare) == (40, 40, 0.25, None, False)


def test_counts_are_there_without_a_coefficient():
    made = code(figure(figures.BOTH, 3.0), figure(figures.SINGLETONS, 2.0), chosen=9, is_interpretive=True)
    assert (made.verdict, made.alpha, made.both, made.singletons) == (Verdict.INTERPRETIVE, None, 3, 2)
    assert (made.units, made.prevalence, made.is_rare) == (40, 0.25, True)


def test_columns_stand_in_the_order_of_their_names_and_empty_ones_are_left_out():
    one = code(
        figure(value=0.9, subset="batch", subset_value="2"), figure(value=0.7, subset="batch", subset_value="10")
    )
    other = code(figure(value=0.1, units=29, subset="batch", subset_value="2"), name="B")
    found = breakdown([one, other, code(name="C")], "batch", {"1": "1", "2": "2", "10": "10"})
    assert (found.columns, values(found)) == (["2", "10"], [[0.9, 0.7], [0.1, None]])
    assert [[cell.is_few for cell in row.cells] for row in found.rows] == [[False, False], [True, False]]
    assert not breakdown([code()], "batch", {"1": "1"})


@pytest.mark.parametrize(
    ("low", "high", "chosen", "is_unlike"),
    [(0.01, 0.4, 50, True), (-0.4, -0.01, 50, True), (-0.1, 0.4, 50, False),
     (None, None, 50, False), (0.01, 0.4, 9, False)],
    ids=["above", "below", "around", "none", "rare"],
)  # fmt: skip
def test_a_difference_stands_out_when_its_interval_leaves_out_zero(low, high, chosen, is_unlike):
    made = code(
        figure(value=0.2, low=low, high=high, subset="difference", subset_value="gp - home_help"), chosen=chosen
    )
    found = section(report(), BY_SLUG["profession"], [made]).table
    assert not found  # no profession has a figure of its own
    differences = breakdown([made], "difference", {"gp - home_help": "d"})
    assert bool(unlike(differences)) is is_unlike


def test_an_alpha_above_zero_is_no_difference():
    made = code(figure(low=0.4, high=0.6, subset="profession", subset_value="gp"))
    assert not breakdown([made], "profession", {"gp": "g"}).rows[0].cells[0].excludes_zero


def test_the_difference_stands_to_the_right_of_the_professions():
    rows = [figure(value=v, subset="profession", subset_value=slug) for slug, v in (("home_help", 0.6), ("gp", 0.8))]
    made = code(*rows, figure(value=0.2, subset="difference", subset_value="gp - home_help"))
    found = section(report(), BY_SLUG["profession"], [made, code(*rows, name="B")]).table
    assert values(found) == [[0.8, 0.6, 0.2], [0.8, 0.6, None]]
    assert len(found.columns) == 3
    assert beside(found, breakdown([], "depth", {})).columns == found.columns


@pytest.mark.parametrize(("fewest", "is_unlike"), [(30, True), (29, False)])
def test_a_difference_of_values_on_few_units_is_a_hint_only(fewest, is_unlike):
    rows = [figure(value=v, units=n, subset="profession", subset_value=slug)
            for slug, v, n in (("home_help", 0.0, fewest), ("gp", 1.0, 40))]  # fmt: skip
    apart = figure(value=1.0, low=0.9, high=1.0, units=40 + fewest, subset="difference", subset_value="gp - home_help")
    found = section(report(), BY_SLUG["profession"], [code(*rows, apart, chosen=50)]).table
    assert bool(unlike(found)) is is_unlike
    assert [cell.is_few for cell in found.rows[0].cells] == [False, not is_unlike, not is_unlike]


def test_tendencies_by_name_widest_gap_first():
    def of(name, first, second):
        rows = ((BEN, second), (ANNA, first))
        return code(*(figure(figures.PREVALENCE, v, subset="coder", coder_a=who) for who, v in rows), name=name)

    lines = [of("A", 0.1, 0.15), of("B", 0.1, 0.4)]
    found = section(report(CLEO, BEN, ANNA), BY_SLUG["coder"], lines).table
    assert (found.columns, values(found)) == (["Anna", "Ben"], [[0.1, 0.15], [0.1, 0.4]])
    assert [(row.line.entry.name, round(gap, 2)) for row, gap in spread(found)] == [("B", 0.3), ("A", 0.05)]


def test_windows_are_named_by_their_batches():
    made = code(*(figure(value=v, subset="window", subset_value=n) for n, v in (("10", 0.4), ("3", 0.9))))
    found = section(report(), BY_SLUG["window"], [made]).table
    assert found.columns == ["1–3", "8–10"]
    (course,) = courses(found)
    assert (course.first, course.last, course.change) == (0.9, 0.4, pytest.approx(-0.5))
    assert (len(course.chart.dots), course.chart.marks) == (2, [])
    assert [courses(found, [batch])[0].chart.marks for batch in (2, 3, 4, 10)] == [[0], [0], [80], [80]]


def test_every_kind_has_its_words():
    slugs = ["profession", "weighted", "source", "depth", "without", "coder", "batch", "window"]
    assert [kind.slug for kind in KINDS] == slugs
    for kind in KINDS:
        empty = section(report(), kind, [code()])
        assert not empty.table
        assert str(kind.title) and str(kind.about) and str(kind.missing)


def test_pairs_alpha_above_percent_below():
    pair = {"coder_a": ANNA, "coder_b": CLEO}
    made = code(figure(value=0.7, units=12, **pair), figure(figures.PERCENT, 0.9, units=12, **pair),
                figure(figures.KAPPA, 0.71, **pair))  # fmt: skip
    found = matrix(made, [ANNA, BEN, CLEO])
    assert [coder.display_name for coder in found.coders] == ["Anna", "Cléo"]
    (_anna, above), (_cleo, below) = found.rows
    assert (above[0].is_self, above[1].figure.value, above[1].kappa.value) == (True, 0.7, 0.71)
    assert (below[0].figure.metric, below[0].is_few, found.few) == (figures.PERCENT, True, 1)
    assert matrix(Line(made.entry), [ANNA]).rows == []
