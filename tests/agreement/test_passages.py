"""Passages in the figures of a dimension where one code is chosen."""

from typing import Any

from coding_app.agreement.questions import category_ratings, table
from coding_app.agreement.stats.data import MISSING
from coding_app.codebook.queries import dimensions
from coding_app.coding.evidence import evidence
from coding_app.sampling.steps import close_round
from tests.coding.conftest import make_coded


def test_different_codes_on_passages_are_no_one_category(small: Any) -> None:
    coded = make_coded(small)
    first, second, whole = {"start": 0, "end": 3}, {"start": 4, "end": 8}, {}
    decisions = [
        [("act.question", first)],
        [("act.question", first), ("act.other", second)],
        [("act.question", first), ("act.question", whole)],
    ]
    for position, marks in enumerate(decisions):
        work = coded.assignment("coder", position)
        for dimension in ("topic", "stance", "tone", "register", *(["answer"] if position else [])):
            coded.act(work, "apply", f"{dimension}.none")
        for slug, place in marks:
            coded.act(work, "apply", slug, **place)
        coded.act(work, "submit")
    found = evidence(close_round(round=coded.round, by=coded.people["manager"]))
    act = next(one for one in dimensions(coded.round.codebook_version) if one.slug == "act")
    ratings, _level = category_ratings(table(found), act)
    question = [code.slug for code in act.codes].index("act.question")
    by_unit = dict(zip(sorted(set(found.unit_ids.tolist())), ratings.values[:, 0].tolist(), strict=True))
    units = [coded.assignment("coder", position).unit_id for position in range(3)]
    assert [by_unit[unit] for unit in units] == [question, MISSING, question]
