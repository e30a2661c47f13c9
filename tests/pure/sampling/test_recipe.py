"""A recipe is kept as JSON and read back the same."""

import datetime as dt
import json
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coding_app.sampling.recipe import Allocation, Axis, Boost, SampleRecipe, ThreadLimits

days = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))
counts = st.integers(1, 500)
boosts = st.builds(Boost, counts, words=st.text(max_size=5)) | st.builds(
    Boost, counts, code=st.just("c"), name=st.text()
)
recipes = st.builds(
    SampleRecipe,
    sources=st.lists(st.uuids(), max_size=2),
    professions=st.lists(st.sampled_from(["gp", "home_help"]), max_size=2),
    since=days,
    until=days,
    threads=st.builds(ThreadLimits, answers_least=st.none() | counts, is_unanswered=st.booleans()),
    search=st.text(max_size=5),
    strata=st.lists(st.sampled_from(Axis), min_size=1, unique=True).map(tuple),
    allocation=st.sampled_from(Allocation),
    given=st.dictionaries(st.sampled_from(["gp", "home_help"]), counts),
    whole_threads=st.booleans(),
    boosts=st.lists(boosts, max_size=3).map(tuple),
    without=st.lists(counts, max_size=3).map(tuple),
    method=st.sampled_from(["lots", "shuffle"]),
    population_until=st.none() | counts,
    as_of=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
)


@given(recipes)
def test_what_is_kept_is_read_back_the_same(recipe):
    kept = json.loads(json.dumps(recipe.as_json() | {"unit_kind": "post", "size": 20}))
    assert SampleRecipe.from_json(kept) == recipe


def test_a_recipe_of_before_is_read_as_it_was():
    """Rounds drawn before there were strata keep four names, and put the whole population in a random order."""
    kept = {
        "sources": ["00000000-0000-0000-0000-000000000001"], "professions": ["gp"], "since": "2020-02-29",
        "until": None, "unit_kind": "post", "size": 20,
    }  # fmt: skip
    found = SampleRecipe.from_json(kept)
    assert found == SampleRecipe(sources=[UUID(int=1)], professions=["gp"], since=dt.date(2020, 2, 29))
    assert (found.method, found.strata, found.population_until) == ("shuffle", (), None)
