"""Reproduce the figures that books and papers print."""

import json
from pathlib import Path

import pytest

from coding_app.agreement.stats.data import from_records
from coding_app.agreement.stats.gwet import Weights, gwet_ac
from coding_app.agreement.stats.krippendorff import Level, alpha, coincidences, disagreements, distance
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.specific import specific_agreement

PUBLISHED = json.loads((Path(__file__).parents[2] / "reference" / "published.json").read_text(encoding="utf-8"))


def ratings_of(table):
    if "matrix" in table:
        rows = table["matrix"]
    else:
        named = table["categories"]
        rows = [
            (named[a], named[b])
            for a, line in enumerate(table["table"])
            for b, times in enumerate(line)
            for _ in range(times)
        ]
    records = [(u, c, value) for u, row in enumerate(rows) for c, value in enumerate(row) if value is not None]
    return from_records(records, table["categories"])


def computed(metric, params, table):
    ratings = ratings_of(table)
    if metric == "percent_agreement":
        return percent_agreement(ratings, Definition(params.get("definition", "gwet")))
    if metric == "specific_agreement":
        return specific_agreement(ratings, table["categories"].index(params["category"]))
    if metric == "krippendorff_alpha":
        return alpha(ratings, Level(params["level"]))
    return gwet_ac(ratings, Weights(params.get("weights", "identity")))


@pytest.mark.parametrize(
    "case", PUBLISHED["cases"], ids=lambda c: ".".join([c["table"], c["metric"], *map(str, c["params"].values())])
)
def test_printed_figure(case):
    figure = computed(case["metric"], case["params"], PUBLISHED["tables"][case["table"]])
    assert figure.value == pytest.approx(case["expected"]["value"], abs=case["tolerance"])
    if "se" in case["expected"]:
        assert figure.se == pytest.approx(case["expected"]["se"], abs=case["tolerance"])


def test_one_data_set_has_five_percent_agreements():
    ratings = ratings_of(PUBLISHED["tables"]["kripp2004-p230"])
    found = {definition.value: round(percent_agreement(ratings, definition).value, 3) for definition in Definition}
    assert found == {
        "gwet": 0.818,
        "krippendorff": 0.8,
        "pooled_pairs": 0.782,
        "mean_of_coder_pairs": 0.778,
        "unanimous": 0.727,
    }


def test_observed_and_expected_disagreement():
    ratings = ratings_of(PUBLISHED["tables"]["kripp1980-p133"])
    matrix = coincidences(_counts(ratings))
    observed, expected = disagreements(matrix, distance(Level.NOMINAL, ratings.scores))
    n = matrix.sum()
    assert (n, observed / n, round(expected / (n * (n - 1)), 3)) == (20, 0.4, 0.442)


def _counts(ratings):
    return (ratings.values[:, :, None] == range(ratings.n_categories)).sum(axis=1).astype(float)
