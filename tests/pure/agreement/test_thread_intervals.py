"""Resample whole threads."""

import math

import numpy as np
import pytest

from coding_app.agreement.stats import bootstrap, resamples
from coding_app.agreement.stats.bootstrap import Resampling, cluster_weights, resampled_units, with_interval
from coding_app.agreement.stats.data import Ratings
from coding_app.agreement.stats.gwet import gwet_ac
from coding_app.agreement.stats.kernels import alpha_kernel
from coding_app.agreement.stats.krippendorff import Level, alpha
from coding_app.agreement.stats.patterns import collapsed
from coding_app.agreement.stats.report import dimension_agreement, draw, question, thread_sums
from coding_app.agreement.stats.undefined import Figure, Undefined


def simulated(threads=12, per_thread=4, seed=3):
    """Make 2 coders x 3 categories; threads differ in topic and in difficulty."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(threads), per_thread)
    topic, hard = rng.integers(3, size=threads)[cluster], (rng.random(threads) * 0.8)[cluster]
    noisy = rng.random((cluster.size, 2)) < hard[:, None]
    values = np.where(noisy, rng.integers(3, size=(cluster.size, 2)), topic[:, None])
    return Ratings(values, np.array([0.0, 1.0, 2.0]), cluster)


def interval(ratings, **resampling):
    return dimension_agreement(ratings, Level.NOMINAL, Resampling(**resampling)).alpha


def drawn_from(ratings, level, resampling):
    asked = [question(ratings, level)]
    return draw(asked, thread_sums(asked, ratings.clusters), resampling)[0]


@pytest.mark.parametrize("level", list(Level))
def test_equals_recomputing_alpha_on_the_drawn_threads(level):
    ratings, resampling = simulated(), Resampling(resamples=20, seed=7)
    fast = drawn_from(ratings, level, resampling)
    (weights,) = cluster_weights(12, resampling)
    slow, slow_ac1 = [], []
    for row in weights.astype(int):
        drawn = np.concatenate([np.flatnonzero(ratings.clusters == t) for t in np.repeat(np.arange(12), row)])
        again = Ratings(ratings.values[drawn], ratings.scores, np.arange(drawn.size))
        slow.append(alpha(again, level).value)
        slow_ac1.append(gwet_ac(again).value)
    assert fast.alpha == pytest.approx(slow)
    assert fast.ac1 == pytest.approx(slow_ac1)
    assert fast.n_threads == 12


@pytest.mark.parametrize("resample_at_a_time", [4, 5])
def test_each_resample_draws_as_many_threads_as_there_are(monkeypatch, resample_at_a_time):
    monkeypatch.setattr(resamples, "BLOCK", 40 * resample_at_a_time)
    monkeypatch.setattr(resamples, "FEWEST", 4)
    blocks = list(cluster_weights(40, Resampling(resamples=13, seed=1)))
    assert [len(block) for block in blocks] == {4: [4, 4, 4, 1], 5: [5, 5, 3]}[resample_at_a_time]
    assert (np.vstack(blocks).sum(axis=1) == 40).all()


@pytest.mark.parametrize("n", [1, 2, 9, 40])
def test_every_draw_is_as_likely_as_every_other(n):
    """Means, variances and covariances of the counts, and how often each count occurs, are those of n draws of n."""
    drawn = np.vstack(list(cluster_weights(n, Resampling(resamples=80_000 // n, seed=3)))).astype(np.float64)
    assert drawn.mean(axis=0) == pytest.approx(np.ones(n), abs=0.12)
    assert np.atleast_2d(np.cov(drawn.T)) == pytest.approx(np.eye(n) - 1 / n, abs=0.12)
    found = np.bincount(drawn.astype(int).ravel(), minlength=n + 1)[:6] / drawn.size
    expected = [math.comb(n, k) * (1 / n) ** k * (1 - 1 / n) ** (n - k) for k in range(min(n + 1, 6))]
    assert found == pytest.approx(expected, abs=0.006)


def test_sixteen_bits_stand_for_a_poisson_count_and_more_decide_where_it_changes():
    law = resamples._poisson(1.0)
    assert np.bincount(law.of_word + 1).tolist() == [8, 24109, 24108, 12054, 4017, 1004, 200, 32, 4]
    assert np.flatnonzero(law.of_word < 0).tolist() == [24109, 48218, 60273, 64291, 65296, 65497, 65530, 65535]
    assert law.up_to[[0, 1, 20]] == pytest.approx([1 / math.e, 2 / math.e, 1.0])


@pytest.mark.parametrize("unit", [1.0, 1 / 3])
def test_single_precision_sums_whole_numbers_without_error_and_nothing_else(unit):
    sums = np.column_stack([np.arange(50.0), np.arange(50) * unit, np.full(50, 2.0**20 + 1)])
    weights = np.vstack(list(cluster_weights(50, Resampling(resamples=30)))).astype(np.float64)
    assert bootstrap.resampled_sums(sums, Resampling(resamples=30)) == pytest.approx(weights @ sums, rel=1e-15)


def test_the_seed_decides_the_interval():
    ratings = simulated()
    first, again, other = (interval(ratings, resamples=200, seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)
    assert first.low < first.value < first.high


def test_a_lower_level_is_narrower():
    wide, narrow = interval(simulated(), resamples=200), interval(simulated(), resamples=200, level=0.5)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_resampling_threads_is_wider_than_resampling_posts():
    ratings = simulated(threads=20, per_thread=6)
    by_post = Ratings(ratings.values, ratings.scores, np.arange(len(ratings.values)))
    threads, posts = interval(ratings, resamples=500), interval(by_post, resamples=500)
    assert threads.high - threads.low > 1.2 * (posts.high - posts.low)


def test_two_threads_by_hand(coded):
    # s twice: alpha 1; t twice: 1 - 7 * 8 / 32 = -.75; each happens in a quarter of the resamples.
    figure = interval(coded(["aa", "bb", "ab", "ba"], clusters="sstt"), resamples=400)
    assert (figure.low, figure.high) == (-0.75, 1.0)
    assert figure.value == pytest.approx(1 - 7 * 4 / 32)
    assert figure.below_667 == figure.below_800
    assert 0.65 < figure.below_667 < 0.85


def test_one_thread_has_no_interval(coded):
    figure = interval(coded(["aa", "bb", "ab"], clusters="sss"))
    assert (figure.no_interval, figure.low, figure.high) == (Undefined.ONE_CLUSTER, None, None)
    assert figure.value is not None


def test_threads_without_pairable_values_are_not_drawn(coded):
    small = coded(["aa", "bb", "ab", "ba"], clusters="sstt")
    padded = coded(["aa", "bb", "ab", "ba", "a.", ".b"], clusters="ssttuv")
    assert interval(small, resamples=100) == interval(padded, resamples=100)


def test_a_code_present_in_few_threads_is_unstable():
    grid = np.zeros((3, 2), dtype=np.intp)
    grid[0] = 1
    figure = interval(Ratings(grid, np.array([0.0, 1.0]), np.array([0, 0, 1])), resamples=400)
    assert figure.low == figure.high == 1.0
    assert figure.collapsed
    assert figure.se == 0
    rare = Ratings(np.repeat([[1, 1], [0, 0]], [1, 1], axis=0), np.array([0.0, 1.0]), np.arange(2))
    assert interval(rare, resamples=400, seed=2).undefined_share == pytest.approx(0.5, abs=0.06)


def test_mostly_undefined_resamples_give_no_interval():
    samples = np.array([np.nan, np.nan, np.nan, 0.5])
    figure = with_interval(Figure(0.5), samples, 4, 0.95)
    assert (figure.no_interval, figure.low, figure.undefined_share) == (Undefined.UNSTABLE, None, 0.75)


def test_an_undefined_alpha_keeps_its_reason(coded):
    figure = interval(coded(["aa", "aa"]))
    assert (figure.reason, figure.no_interval) == (Undefined.NO_VARIATION, None)


def test_another_stream_draws_other_threads_and_the_same_stream_the_same():
    one, again, other = (next(cluster_weights(9, Resampling(resamples=40, seed=1), stream)) for stream in (1, 1, 2))
    assert (one == again).all()
    assert not (one == other).all()


def test_a_resample_of_units_is_a_draw_of_as_many_units():
    ratings = simulated(threads=40)
    few = collapsed(ratings)
    times = resampled_units(few, Resampling(resamples=300, seed=5))
    assert times.shape == (300, len(few.values))
    assert (times.sum(axis=1) == 160).all()
    kernel = alpha_kernel(few, Level.NOMINAL)
    found = kernel.value(times @ kernel.parts)
    assert found.mean() == pytest.approx(alpha(ratings).value, abs=0.02)
    assert (times == resampled_units(few, Resampling(resamples=300, seed=5))).all()


def test_questions_asked_of_the_same_units_share_their_draws():
    ratings = simulated()
    other = Ratings((ratings.values + 1) % 3, ratings.scores, ratings.clusters)
    asked = [question(each) for each in (ratings, other)]
    first, second = draw(asked, thread_sums(asked, ratings.clusters), Resampling(resamples=30))
    assert first.alpha == pytest.approx(second.alpha)


def test_what_several_coefficients_and_codes_need_is_summed_once():
    complete, other = (simulated(seed=seed) for seed in (3, 4))
    asked = [question(complete), question(other)]
    found = thread_sums(asked, complete.clusters)
    # Of each the differing pairs and two of three categories; of both the units: pairs and values are multiples.
    assert found.different.shape == (12, 2 * 3 + 1)
    own = asked[1].patterns.sums(asked[1].alpha.parts, complete.clusters, 12)
    start = found.ends[0]
    places = slice(start, start + own.shape[1])
    assert found.different[:, found.column[places]] * found.times[places] == pytest.approx(own)
    assert found.of(np.arange(12) < 5).compared.tolist() == [[True, True]] * 5


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_columns_are_given_back_from_those_they_are_multiples_of(seed):
    parts = np.random.default_rng(seed).integers(0, 4, size=(6, 3)).astype(np.float64)
    parts = np.column_stack([parts, parts[:, 1] * 3, parts * 0.5, np.zeros(6)])
    first, column, times = bootstrap.multiples(parts)
    assert len(first) <= 4
    assert parts[:, first][:, column] * times == pytest.approx(parts)
