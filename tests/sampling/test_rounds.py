"""Drawing, opening and closing rounds."""

import datetime as dt
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction

from coding_app.codebook.actions import create_draft
from coding_app.core.models import Event
from coding_app.projects.actions import remove_member
from coding_app.sampling import actions, board, population, queries, reading, refusals, steps
from coding_app.sampling.models import Assignment, Round, Sample, Unit
from coding_app.sampling.recipe import ThreadLimits
from corpus import facts
from corpus.masking import lawfully, unlawfully
from corpus.models import Attachment, Author, Post

Recipe = actions.SampleRecipe


def posts_of(row):
    return {unit.post_id for unit in Unit.objects.filter(sample_units__sample__round=row)}


def test_a_round_keeps_its_terms_seed_and_sample(field):
    row = field.draw()
    assert (row.number, row.state, row.unit_kind, row.is_blind) == (1, "draft", "post", True)
    assert (row.sample.seed, row.sample.population, row.sample.sample_units.count()) == (7, 60, 20)
    assert row.sample.recipe == {
        "sources": [],
        "professions": [],
        "since": None,
        "until": None,
        "unit_kind": "post",
        "size": 20,
        "population_until": Post.objects.latest("pk").pk,
    }
    assert (row.double_share, row.triple_share, row.created_by) == (20, 10, field.manager)
    detail = Event.objects.get(verb="round_drawn").detail
    assert detail == {"units": 20, "seed": 7}


def test_assignments_follow_the_shares_and_loads_are_even(field):
    row = field.draw()
    met = Counter(row.assignments.values_list("unit", flat=True))
    assert Counter(met.values()) == {1: 14, 2: 4, 3: 2}
    loads = Counter(row.assignments.values_list("coder__username", flat=True))
    assert sorted(loads.values()) == [9, 9, 10]
    assert [(one.coders, one.units) for one in board.overlap(row)] == [(1, 14), (2, 4), (3, 2)]


def test_the_seed_draws_the_same_units_for_the_same_people_again(field):
    def drawn(row):
        return list(row.assignments.order_by("coder", "position").values_list("coder", "position", "unit"))

    first, again, other = field.draw(), field.draw(), field.draw(seed=8)
    assert drawn(first) == drawn(again) != drawn(other)
    assert [first.number, again.number, other.number] == [1, 2, 3]


def test_units_of_earlier_rounds_are_met_again(field):
    field.draw(size=60)
    field.draw(size=60)
    assert Unit.objects.count() == 60


def test_threads_are_drawn_whole(field):
    row = field.draw(unit_kind="thread", size=100)
    units = Unit.objects.filter(sample_units__sample__round=row)
    assert (units.count(), units.filter(post__isnull=True, kind="thread").count()) == (20, 20)


@pytest.mark.parametrize(
    ("recipe", "size"),
    [
        ({}, 60),
        ({"professions": ["gp"]}, 30),
        ({"professions": ["other"]}, 0),
        ({"since": dt.date(2020, 9, 1)}, 6),
        ({"until": dt.date(2020, 1, 1)}, 6),
        ({"since": dt.date(2020, 2, 1), "until": dt.date(2020, 3, 31), "professions": ["home_help"]}, 6),
    ],
)
def test_limits_leave_what_they_say(field, recipe, size):
    recipe = Recipe(**recipe)
    found = population.population(field.project, recipe=recipe, unit_kind="post")
    assert len(found) == size
    assert sum(population.population_by_profession(field.project, recipe=recipe, unit_kind="post").values()) == size


@pytest.mark.parametrize(
    ("limits", "threads"),
    [
        ({}, 20),
        ({"answers_least": 1, "answers_most": 5}, 20),
        ({"answers_least": 3}, 0),
        ({"answers_most": 1}, 0),
        ({"depth_least": 1, "depth_most": 1}, 19),
        ({"depth_least": 2}, 1),
        ({"participants_least": 2}, 1),
        ({"answered_within": 29}, 17),
        ({"answered_within": 30}, 18),
        ({"asking_least": 33}, 1),
        ({"asking_least": 34}, 0),
        ({"is_unanswered": True}, 19),
        ({"opens_with_question": True}, 1),
        ({"opens_with_question": True, "is_unanswered": True}, 0),
    ],
)
def test_threads_are_drawn_by_what_they_look_like(field, limits, threads):
    """One thread is changed: its opening asks, another person answers, and the last answers the answer."""
    first, second, third = Post.objects.filter(source=field.doctors).order_by("pk")[:3]
    people = [Author.objects.create(corpus=field.project.corpus, alias=f"MG-{n}", profession="gp") for n in (1, 2)]
    lawfully()
    Post.objects.filter(pk=first.pk).update(author=people[0], text="Une idée ?")
    later = first.posted_at + dt.timedelta(minutes=30)
    Post.objects.filter(pk=second.pk).update(author=people[1], parent=first, posted_at=later)
    Post.objects.filter(pk=third.pk).update(author=people[1], parent=second, posted_at=later)
    unlawfully()
    facts.refresh()
    recipe = Recipe(threads=ThreadLimits(**limits))
    assert len(population.population(field.project, recipe=recipe, unit_kind="thread")) == threads
    assert len(population.population(field.project, recipe=recipe, unit_kind="post")) == threads * 3


def test_limits_on_threads_are_kept_with_the_draw_and_told(field):
    facts.refresh()
    limits = ThreadLimits(answers_least=1, answers_most=5, answered_within=1, is_unanswered=True)
    row = field.draw(recipe=Recipe(threads=limits))
    assert row.sample.recipe["threads"] == {
        "answers_least": 1, "answers_most": 5, "answered_within": 1, "is_unanswered": True,
    }  # fmt: skip
    assert dict(reading.facts(row, {}))["Threads"] == (
        "at least 1 answers, at most 5 answers, first answer within 1 minute, that nobody else answered"
    )


def test_sources_limit_the_draw(field):
    row = field.draw(recipe=Recipe(sources=[field.helpers.uuid]), size=60)
    assert {post.source_id for post in Post.objects.filter(pk__in=posts_of(row))} == {field.helpers.pk}
    assert row.sample.recipe["sources"] == [str(field.helpers.uuid)]


def test_a_picture_without_words_can_be_drawn(field):
    thread = field.doctors.threads.first()
    batch = thread.batch
    post = Post.objects.create(source=field.doctors, thread=thread, batch=batch, digest=b"9", position=3, text="")
    Attachment.objects.create(post=post, position=1, kind="image", description="Un éruption sur l’avant-bras")
    assert post.pk in posts_of(field.draw(size=61))


def test_posts_of_other_projects_are_out_of_reach(field):
    foreign = field.stranger.memberships.get().project
    assert population.population(foreign, recipe=Recipe(), unit_kind="post") == []


REFUSED = [
    ({"recipe": Recipe(professions=["other"])}, refusals.NothingToDraw, "No post fits"),
    ({"size": 0}, refusals.NothingToDraw, "No post fits"),
    ({"double_share": 60, "triple_share": 41}, refusals.SharesDoNotFit, "more than 100"),
    ({"double_share": -1}, refusals.SharesDoNotFit, "more than 100"),
    ({"seed": -1}, refusals.SeedIsNegative, "from 0 up"),
    ({"coders": []}, refusals.CodersAreMissing, "Choose coders"),
]


@pytest.mark.parametrize(("terms", "refusal", "words"), REFUSED)
def test_what_cannot_be_drawn_is_refused_and_nothing_kept(field, terms, refusal, words):
    with pytest.raises(refusal, match=words):
        field.draw(**terms)
    assert (Round.objects.count(), Sample.objects.count(), Unit.objects.count()) == (0, 0, 0)


def test_an_overlap_needs_enough_coders(field):
    with pytest.raises(refusals.CodersAreMissing, match="at least 3 coders"):
        field.draw(coders=field.coders[:2])
    assert field.draw(coders=field.coders[:2], triple_share=0).assignments.count() == 24


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_only_members_who_may_code_are_drawn(field, who):
    with pytest.raises(refusals.CodersAreMissing):
        field.draw(coders=[*field.coders, getattr(field, who)])


def test_somebody_twice_or_gone_is_refused(field):
    with pytest.raises(refusals.CodersAreMissing):
        field.draw(coders=[*field.coders, field.coders[0]])
    remove_member(membership=field.coders[0].memberships.get(), by=field.manager)
    with pytest.raises(refusals.CodersAreMissing):
        field.draw()


def test_a_draft_of_the_codebook_cannot_be_coded_under(field):
    draft = create_draft(codebook=field.version.codebook, by=field.manager)
    with pytest.raises(refusals.VersionIsADraft):
        field.draw(codebook_version=draft)


def test_a_round_opens_once_and_closes_once(field):
    row = field.draw()
    with pytest.raises(steps.RoundHasMoved):
        steps.close_round(round=row, by=field.manager)
    opened = steps.open_round(round=row, by=field.manager)
    assert (opened.state, opened.opened_by) == ("open", field.manager)
    with pytest.raises(steps.RoundHasMoved):
        steps.open_round(round=row, by=field.manager)
    closed = steps.close_round(round=row, by=field.manager)
    assert (closed.state, closed.closed_by) == ("closed", field.manager)
    with pytest.raises(steps.RoundHasMoved):
        steps.close_round(round=row, by=field.manager)
    assert Event.objects.get(verb="round_closed").detail == {"not_submitted": 28}


def test_the_database_keeps_a_closed_round_closed(field):
    row = steps.close_round(round=steps.open_round(round=field.draw(), by=field.manager), by=field.manager)
    with pytest.raises(DatabaseError, match="only moves forward"), transaction.atomic():
        Round.objects.filter(pk=row.pk).update(state="open", closed_at=None, closed_by=None)


def test_the_terms_of_an_open_round_are_fixed(field):
    row = steps.open_round(round=field.draw(), by=field.manager)
    with pytest.raises(DatabaseError, match="terms are fixed"), transaction.atomic():
        Round.objects.filter(pk=row.pk).update(is_blind=False)


def test_the_database_lets_nobody_meet_a_unit_twice(field):
    one = field.draw().assignments.first()
    with pytest.raises(DatabaseError, match="coder_meets_a_unit_once_a_round"), transaction.atomic():
        Assignment.objects.create(round=one.round, unit=one.unit, coder=one.coder, position=999)


@pytest.mark.parametrize("statement", ["UPDATE coding_app_sample SET seed = 8", "DELETE FROM coding_app_sampleunit"])
def test_a_sample_is_kept_as_it_was_drawn(field, statement):
    field.draw()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_draw_writes_in_few_statements(field, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        field.draw(size=60)


def test_progress_counts_submissions_by_coder(field):
    row = field.draw()
    first = row.assignments.filter(coder=field.coders[0]).first()
    first.submitted_at = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    first.save(update_fields=["submitted_at"])
    lines = board.board(row, dt.date(2021, 1, 1)).lines
    assert [(line.coder.username, line.handled) for line in lines] == [("ana", 1), ("bob", 0), ("chloe", 0)]
    assert sum(line.assigned for line in lines) == 28
    found = queries.rounds(field.project).get()
    assert (found.units, found.assigned, found.submitted, found.handled) == (20, 28, 1, 1)
