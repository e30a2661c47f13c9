"""Specificities, correspondences and figures of answers, against published examples and by hand."""

import math

import numpy as np
import pytest

from coding_app.summaries.stats.correspondence import correspondence, multiple
from coding_app.summaries.stats.replies import Said, reply_graph, thread_figures
from coding_app.summaries.stats.specificities import (
    gini,
    log_likelihood,
    log_likelihood_of_table,
    probability,
    specificity,
)

WHOLE = 61449  # words of ten discourses of Robespierre; Lafon (1980), Mots 1:140


@pytest.mark.parametrize(
    ("x", "in_all", "part", "value"),
    [
        (53, 296, 7896, 2.1122),  # peuple, fifth discourse
        (21, 207, 10142, -2.2003),  # république, seventh
        (6, 153, 8395, -4.2432),  # patrie, first
        (4, 296, 1084, -0.3977),  # peuple, ninth
    ],
)
def test_words_of_robespierre(x, in_all, part, value):
    assert specificity(x, in_all=in_all, part=part, whole=WHOLE) == pytest.approx(value, abs=6e-5)


def test_the_probability_of_one_frequency():
    assert probability(4, in_all=296, part=1084, whole=WHOLE) == pytest.approx(0.16812378, abs=1e-7)
    assert math.fsum(probability(k, in_all=5, part=7, whole=20) for k in range(6)) == pytest.approx(1)


def test_a_word_that_all_of_a_part_has_does_not_underflow():
    assert specificity(5000, in_all=5000, part=100_000, whole=10_000_000) > 900


def test_the_two_log_likelihoods_differ():
    assert log_likelihood(120, 40, 20_000, 30_000) == pytest.approx(80.828579)
    assert log_likelihood_of_table(120, 40, 20_000, 30_000) == pytest.approx(81.090834)
    assert log_likelihood(0, 0, 10, 10) == 0


def test_concentration():
    assert gini(np.array([1, 1, 1, 1])) == 0
    assert gini(np.array([0, 10, 0, 0])) == 0.75
    assert gini(np.zeros(3)) is None


SMOKE = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]], dtype=float)


def test_smokers_of_greenacre():
    found = correspondence(SMOKE)
    assert found.eigenvalues.round(6).tolist() == [0.074759, 0.010017, 0.000414]
    assert found.rows[:, 0].round(3).tolist() == [0.066, -0.259, 0.381, -0.233, 0.201]
    assert np.abs(found.columns[:, 0]).round(3).tolist() == [0.393, 0.099, 0.196, 0.294]
    assert found.inertia == pytest.approx(0.08519, abs=1e-5)
    assert found.row_contributions.sum(axis=0) == pytest.approx([1, 1, 1])
    assert found.row_cos2.sum(axis=1) == pytest.approx(np.ones(5))


def test_a_table_without_relief_has_no_axis():
    assert correspondence(np.outer([1.0, 2], [3, 4])) is None
    assert correspondence(np.array([[0.0, 0], [1, 2]])) is None


def test_axes_of_several_questions():
    rows = ["axp", "axq", "byp", "byq", "axp", "bxq", "cyp", "cyq", "cxp", "ayq"]
    classes = np.column_stack([np.unique(list(answers), return_inverse=True)[1] for answers in zip(*rows, strict=True)])
    found, rates = multiple(classes)
    assert found.eigenvalues[:2] == pytest.approx([0.49097331, 0.40763009])
    assert rates == pytest.approx([0.81824362, 0.18175638])


def test_who_answers_whom():
    edges = ["ab", "ba", "ca", "da", "da", "ea", "bc", "bb"]
    found = reply_graph("abcde", [tuple(edge) for edge in edges])
    assert (found.n_edges, found.weight, found.isolates) == (6, 7, 0)
    assert (found.density, found.edge_reciprocity, found.dyad_reciprocity) == pytest.approx((0.3, 1 / 3, 0.2))
    assert (found.indegree_centralization, found.outdegree_centralization) == (0.875, 0.25)


def test_nobody_answers():
    alone, silent = reply_graph("a", [("a", "a")]), reply_graph("ab", [])
    assert (alone.n_edges, alone.density, alone.isolates) == (0, None, 1)
    assert (silent.density, silent.edge_reciprocity, silent.isolates) == (0, None, 2)


def test_a_thread_that_only_its_opener_goes_on_with_is_not_answered():
    threads = [
        [Said("x", 0), Said("y", 5), Said("x", 9), Said("z", 30)],
        [Said("y", 100), Said("y", 110)],
        [Said("z", 200)],
        [Said("x", 300), Said("w", 301), Said("x", 302), Said("w", 400)],
    ]
    found = thread_figures(threads)
    assert (found.threads, found.share_answered, found.median_first_answer) == (4, 0.5, 3)
    assert (found.mean_replies, found.median_replies, found.max_replies) == (1.75, 2, 3)
    assert found.mean_participants == 1.75


def test_an_answer_at_an_unknown_time_is_an_answer():
    found = thread_figures([[Said("x", 0), Said("y", None)]])
    assert (found.share_answered, found.median_first_answer) == (1, None)
    assert thread_figures([]) is None
