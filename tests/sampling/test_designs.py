"""Rounds drawn by a recipe of strata, whole threads, boosts, searches, limits of coders; and drawn again."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from coding_app.sampling import consequences, exploring_queries, population, redrawing, refusals, words
from coding_app.sampling.models import Round, SampleUnit
from coding_app.sampling.recipe import Allocation, Axis, Boost, Overlap, SampleRecipe
from corpus import facts
from corpus.indexing import index
from corpus.masking import lawfully, unlawfully
from corpus.models import ImportBatch, Post, Thread

LOTS = {"method": "lots"}


@pytest.fixture
def rare(field):
    """Three of sixty posts say a word; the facts of threads and the words are there for searching."""
    posts = list(Post.objects.filter(source=field.doctors).order_by("pk")[1:24:9])
    lawfully()
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(text="une rétractation du patient")
    unlawfully()
    facts.refresh()
    for batch in ImportBatch.objects.all():
        index(batch)
    return posts


def told(row):
    return list(row.sample.sample_units.order_by("position").values_list("unit__post", "stratum", "weight"))


def test_strata_give_their_share_and_weigh_as_the_corpus(field):
    recipe = SampleRecipe(strata=(Axis.PROFESSION, Axis.MONTH), allocation=Allocation.EQUAL, **LOTS)
    row = field.draw(recipe=recipe, size=40)
    drawn = told(row)
    assert Counter(stratum for _post, stratum, _weight in drawn) == {
        f"{who}/{month}": 2 for who in ("gp", "home_help") for month in ["", *(f"2020-{n:02}" for n in range(1, 10))]
    }
    assert sum(weight for *_unit, weight in drawn) == pytest.approx(60)
    months = dict(Post.objects.values_list("pk", "posted_at"))
    assert all(stratum.endswith(f"{months[post]:%Y-%m}" if months[post] else "/") for post, stratum, _weight in drawn)


def test_each_profession_gives_its_number(field):
    recipe = SampleRecipe(
        strata=(Axis.PROFESSION,), allocation=Allocation.GIVEN, given={"gp": 15, "home_help": 6}, **LOTS
    )
    drawn = told(field.draw(recipe=recipe))
    assert Counter((stratum, weight) for _post, stratum, weight in drawn) == {("gp", 2.0): 15, ("home_help", 5.0): 6}


def test_equal_strata_that_are_too_many_are_refused_in_words(field):
    recipe = SampleRecipe(strata=(Axis.PROFESSION, Axis.MONTH), allocation=Allocation.EQUAL)
    with pytest.raises(refusals.StrataAreTooMany, match="There are 20 strata"):
        field.draw(recipe=recipe, size=19)
    assert not Round.objects.exists()


def test_words_that_are_rare_are_drawn_on_top_with_a_weight_of_their_own(field, rare):
    recipe = SampleRecipe(boosts=(Boost(size=2, words="rétractation", is_double=True),), **LOTS)
    row = field.draw(recipe=recipe, size=19, double_share=0, triple_share=0)
    drawn = told(row)
    assert Counter((stratum, round(weight, 3)) for _post, stratum, weight in drawn) == {("", 3.0): 19, ("+1", 1.5): 2}
    boosted = {post for post, stratum, _weight in drawn if stratum}
    assert boosted <= {post.pk for post in rare}
    assert not {post for post, stratum, _weight in drawn if not stratum} & {post.pk for post in rare}
    met = Counter(row.assignments.values_list("unit__post", flat=True))
    assert {post for post, times in met.items() if times == 2} == boosted


def test_threads_are_drawn_whole_and_coded_whole_by_the_same_people(field):
    row = field.draw(recipe=SampleRecipe(whole_threads=True, **LOTS), size=6, double_share=50, triple_share=0)
    units = row.sample.sample_units
    assert (units.count(), row.sample.population) == (18, 60)
    assert set(units.values_list("weight", flat=True)) == {20 / 6}
    people = {}
    for thread, coder in row.assignments.values_list("unit__thread", "coder"):
        people.setdefault(thread, Counter())[coder] += 1
    assert all(set(counted.values()) == {3} for counted in people.values())
    assert Counter(len(counted) for counted in people.values()) == {1: 3, 2: 3}


def test_a_saved_search_chooses_the_population(field, rare):
    by_words = SampleRecipe(search="q=r%C3%A9tractation", search_name="Rétractations", **LOTS)
    assert {post for post, *_rest in told(field.draw(recipe=by_words))} == {post.pk for post in rare}
    found = population.population(field.project, recipe=by_words, unit_kind="thread")
    assert {one.thread_id for one in found} == {post.thread_id for post in rare}


def test_loads_are_even_up_to_the_limit_of_a_coder(field):
    row = field.draw(caps=[4, None, None])
    loads = Counter(row.assignments.values_list("coder__username", flat=True))
    assert loads == {"ana": 4, "bob": 12, "chloe": 12}
    assert row.sample.recipe["caps"] == {str(field.coders[0].uuid): 4}
    with pytest.raises(refusals.LoadsAreTooLow, match="may take 12 units in all, and the round hands out 28"):
        field.draw(caps=[4, 4, 4])


def test_an_overlap_in_numbers_is_kept_as_one_and_in_per_cent(field):
    row = field.draw(size=30, overlap=Overlap(7, 4, is_number=True))
    assert Counter(Counter(row.assignments.values_list("unit", flat=True)).values()) == {1: 19, 2: 7, 3: 4}
    assert (row.double_share, row.triple_share) == (23, 13)
    assert row.sample.recipe["overlap"] == {"double": 7, "triple": 4, "is_number": True}


@pytest.mark.parametrize(
    "recipe",
    [
        SampleRecipe(),
        SampleRecipe(**LOTS),
        SampleRecipe(strata=(Axis.SOURCE, Axis.ANSWERS), **LOTS),
        SampleRecipe(whole_threads=True, strata=(Axis.MONTH,), allocation=Allocation.EQUAL, **LOTS),
        SampleRecipe(boosts=(Boost(size=2, words="rétractation"),), professions=["gp"], **LOTS),
    ],
    ids=["plain", "lots", "strata", "threads", "boost"],
)
def test_the_recipe_redraws_the_same_units_when_the_corpus_has_grown(field, rare, recipe):
    row = field.draw(recipe=recipe, size=12)
    kept = SampleRecipe.from_json(row.sample.recipe)
    assert kept.as_json() | {"unit_kind": "post", "size": 12} == row.sample.recipe
    thread = Thread.objects.filter(source=field.doctors).first()
    for number in range(2):
        digest = b"new%d" % number
        Post.objects.create(
            source=field.doctors, thread=thread, batch=thread.batch, digest=digest, position=7 + number, text="neuf"
        )
    found = redrawing.redraw(Round.objects.get())
    assert (found.is_same, found.units, found.grown) == (True, row.sample.sample_units.count(), 2)
    assert words.redraw_sentences(found) == [
        f"The recipe redraws the same {found.units} units.",
        "The corpus has grown by 2 posts since; the check leaves them aside.",
    ]


def test_a_text_that_was_erased_moves_no_other_unit(field):
    row = field.draw(recipe=SampleRecipe(**LOTS))
    erased = row.sample.sample_units.first().unit.post
    lawfully()
    Post.objects.filter(pk=erased.pk).update(text="", availability="erased")
    unlawfully()
    found = redrawing.redraw(row)
    assert (found.missing, found.other, found.population_then, found.population_now) == (1, 1, 60, 59)
    assert words.redraw_sentences(found)[0] == "1 of 20 units is not drawn again."
    with pytest.raises(CommandError, match="differ"):
        call_command("redraw_sample", project=field.project.slug, round=1)


@pytest.mark.parametrize("gone", ["erased", "purged"])
def test_a_thread_whose_opening_is_gone_is_neither_drawn_nor_explored(field, gone):
    opening = Post.objects.filter(position=0, source=field.doctors).select_related("thread").first()
    before = population.eligible(field.project, SampleRecipe(), "thread").count()
    assert exploring_queries.thread_candidate(opening.thread) is not None
    with transaction.atomic():
        lawfully()
        Post.objects.filter(pk=opening.pk).update(text="", availability=gone)
    assert population.eligible(field.project, SampleRecipe(), "thread").count() == before - 1
    assert exploring_queries.thread_candidate(opening.thread) is None


def test_the_command_says_that_the_units_are_the_same(field, capsys):
    field.draw()
    call_command("redraw_sample", project=field.project.slug, round=1)
    assert capsys.readouterr().out == "The recipe redraws the same 20 units.\n"
    with pytest.raises(CommandError, match="no round 9"):
        call_command("redraw_sample", project=field.project.slug, round=9)


def test_an_extension_draws_none_of_the_units_of_its_origin(field):
    first = field.draw(recipe=SampleRecipe(**LOTS))
    more = field.draw(recipe=SampleRecipe(without=(1,), **LOTS), size=60, origin=first)
    assert (more.origin, more.sample.population) == (first, 40)
    assert not {post for post, *_rest in told(first)} & {post for post, *_rest in told(more)}
    both = field.draw(recipe=SampleRecipe(**LOTS), size=30)
    # With the same seed the extension goes on in the order of the lots.
    assert {post for post, *_rest in told(both)} == {post for post, *_rest in [*told(first), *told(more)[:10]]}


def wish(field, recipe, size=20, **other):
    usual = {"unit_kind": "post", "overlap": Overlap(20, 10), "coders": ["A", "B", "C"], "caps": [None] * 3}
    return consequences.Wish(recipe=recipe, size=size, codes={}, **usual | other)


@pytest.mark.parametrize(
    "recipe",
    [
        SampleRecipe(strata=(Axis.PROFESSION, Axis.MONTH), **LOTS),
        SampleRecipe(strata=(Axis.ANSWERS, Axis.SOURCE), boosts=(Boost(size=2, words="rétractation"),), **LOTS),
        SampleRecipe(whole_threads=True, **LOTS),
    ],
    ids=["strata", "boost", "threads"],
)
def test_what_is_foretold_is_what_is_drawn(field, rare, recipe, django_assert_num_queries):
    size = 6 if recipe.whole_threads else 20
    with django_assert_num_queries(3):
        found, rates = consequences.foretell(field.project, wish(field, recipe, size))
    assert rates is None
    row = field.draw(recipe=recipe, size=size)
    drawn = Counter(row.sample.sample_units.values_list("stratum", flat=True))
    counted = 3 if recipe.whole_threads else 1
    assert {one.name: one.drawn * counted for one in found.strata} == drawn
    assert (found.units, found.population) == (row.sample.sample_units.count(), row.sample.population)
    weights = dict(SampleUnit.objects.values_list("stratum", "weight"))
    assert {one.name: one.weight for one in found.strata} == weights


def test_posts_without_the_month_of_their_thread_have_a_stratum(field):
    recipe = SampleRecipe(strata=(Axis.MONTH,), whole_threads=True, **LOTS)
    cells = population.count_cells(field.project, recipe=recipe, unit_kind="post")
    assert [(one.cell, one.posts, one.threads) for one in cells] == [(("",), 60, 20)]
    at = dt.datetime(2020, 1, 31, 23, 30, tzinfo=dt.UTC)
    lawfully()
    Post.objects.filter(pk=Post.objects.earliest("pk").pk).update(posted_at=at, time_status="utc")
    unlawfully()
    one = SampleRecipe(strata=(Axis.MONTH,), sources=[field.doctors.uuid])
    found = population.count_cells(field.project, recipe=one, unit_kind="post")
    assert [(cell.cell[0], cell.posts) for cell in found][:2] == [("2020-01", 2), ("2020-02", 4)]  # in Paris
