"""Random sequences of edits, surgery, publications, codings, moves and answers: nothing is lost, nothing doubled."""

import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding_app.codebook import drafting, tree
from coding_app.codebook.actions import create_draft
from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition
from coding_app.coding import actions as coding
from coding_app.coding import queries, rules
from coding_app.coding.models import Coding, Operation
from coding_app.core.errors import Refusal
from coding_app.core.models import Event
from coding_app.exports.rows import long_rows
from coding_app.sampling.models import Assignment, Round, RoundMove
from coding_app.sampling.steps import close_round
from coding_app.surgery import actions, carrying, lineage, splits, undoing
from coding_app.surgery.answering import answer_split, take_back_answer
from coding_app.surgery.models import SplitAnswer, SplitChoice

pytestmark = pytest.mark.django_db
PLACES = st.integers(0, 30)
ACTS = (
    "merge", "split", "retire", "restore", "undo", "edit", "reword", "add", "remove", "move_entry", "publish", "code",
    "move", "answer",
)  # fmt: skip
# Coding and answering happen more often than surgery, as in life.
steps = st.lists(
    st.tuples(st.sampled_from([*ACTS, "code", "code", "move", "publish"]), PLACES, PLACES), min_size=5, max_size=16
)
KEPT = ("pk", "uuid", "assignment_id", "code_id", "version_id", "start", "end", "made_by_operation_id", "made_at")


class Life:
    """Does one step after the other in the small project; a refusal is an answer like any other."""

    def __init__(self, bench):
        self.bench, self.made = bench, Counter()

    def step(self, name, one, other):
        try:
            with transaction.atomic():
                before = Event.objects.count(), Operation.objects.count(), SplitAnswer.objects.count()
                getattr(self, name)(one, other)
                after = Event.objects.count(), Operation.objects.count(), SplitAnswer.objects.count()
                self.made[name] += after != before
        except Refusal:
            pass

    def some(self, place, rows):
        rows = list(rows.order_by("pk"))
        return rows[place % len(rows)] if rows else None

    def rows(self, **which):
        version = self.bench.book.versions.order_by("-number").first()
        return CodeDefinition.objects.filter(version=version, **which).select_related("code", "version")

    def code_of(self, place):
        row = self.some(place, self.rows(kind__in=["group", "code"]) if place % 7 == 3 else self.rows(kind="code"))
        return row.code if row else self.bench.code("topic.none")

    def merge(self, one, other):
        code = self.code_of(one)
        rows = list(self.rows())
        kinds = {row.code_id: row.kind for row in rows}
        dimension = tree.dimension_of(tree.in_reading_order(rows))
        is_across = other % 4 == 0
        near = [
            row.code
            for row in rows
            if row.kind == kinds[code.pk] and (is_across or dimension[row.code_id] == dimension[code.pk])
        ]
        others = [one for one in near if one != code] or near
        into = others[other % len(others)]
        actions.merge_code(code=code, into=into, is_across=is_across, by=self.bench.manager)

    def split(self, one, other):
        known = [self.code_of(other)] if other % 2 else []
        new = [actions.NewPart(f"Part {one}", f"Part {other}") for _each in range(2)]
        actions.split_code(code=self.code_of(one), existing=known, new=new, by=self.bench.manager)

    def retire(self, one, _other):
        actions.retire_code(code=self.code_of(one), by=self.bench.manager)

    def restore(self, one, _other):
        version = self.bench.book.versions.latest("number")
        if gone := list(lineage.gone(version)):
            undoing.restore_code(code=gone[one % len(gone)], by=self.bench.manager)

    def undo(self, one, _other):
        if code := self.some(one, Code.objects.filter(became__version__state="draft").distinct()):
            undoing.undo_surgery(code=code, by=self.bench.manager)

    def draft(self):
        found = self.bench.book.versions.filter(state="draft").first()
        return found or create_draft(codebook=self.bench.book, by=self.bench.manager)

    def edit(self, one, other):
        self.draft()
        row = self.some(one, self.rows(kind="dimension"))
        drafting.edit_definition(definition=row, by=self.bench.manager, selection=("one", "any")[other % 2])

    def reword(self, one, other):
        self.draft()
        if row := self.some(one, self.rows(kind__in=["group", "code"])):
            words = {"name_en": f"Word {other}", "definition_en": f"Said {one}"}
            drafting.edit_definition(definition=row, by=self.bench.manager, **words)

    def remove(self, one, _other):
        self.draft()
        if row := self.some(one, self.rows(kind__in=["group", "code"])):
            drafting.remove_entry(definition=row, by=self.bench.manager)

    def add(self, one, other):
        draft, row = self.draft(), self.some(one, self.rows(kind="dimension"))
        more = {"version": draft, "by": self.bench.manager, "name_fr": f"Neuf {other}", "name_en": f"New {other}"}
        if one % 4 == 0:
            rules = {
                "selection": "one",
                "level": "nominal",
                "applies_to": ("any", "reply", "segment", "post")[other % 4],
            }
            row = drafting.add_entry(kind="dimension", parent=None, **rules, **more)
        drafting.add_entry(kind="code", parent=row.code, **more)

    def move_entry(self, one, other):
        self.draft()
        row, there = self.some(one, self.rows(kind="code")), self.some(other, self.rows(kind="dimension"))
        if row and there:
            drafting.move_entry_to(definition=row, parent=there.code, by=self.bench.manager)

    def publish(self, _one, _other):
        self.bench.publish()

    def code(self, one, other):
        work = self.some(one, Assignment.objects.filter(round=self.bench.round))
        work = Assignment.objects.select_related("round__codebook_version", "unit__post", "coder").get(pk=work.pk)
        asked = queries.questions(work.round, work.unit)
        choices = sorted(code for question in asked for code in question.choices)
        kind = "reopen" if work.submitted_at else ("apply", "apply", "retract", "submit")[other % 4]
        chosen = choices[(one + other) % len(choices)]
        question = rules.question_of(chosen, asked)
        code = Code.objects.get(pk=chosen) if kind in {"apply", "retract"} else None
        # A passage where the dimension is about passages, or now and then where it is not about whole posts.
        can_be = code and chosen != question.none and question.applies_to != "post"
        is_passage = can_be and (question.applies_to == "segment" or other % 7 == 0)
        span = {"start": 0, "end": 3, "quote": work.unit.post.text[:3]} if is_passage else {}
        last = work.operations.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        coding.perform(
            assignment=work, operation_id=uuid.uuid4(), kind=kind, code=code, by=work.coder, after=last, **span
        )  # fmt: skip

    def move(self, one, _other):
        if one % 2:
            self.bench.publish()
        carrying.move_round(round=self.bench.round, version=self.bench.latest, reason="suite", by=self.bench.manager)

    def answer(self, one, other):
        who = (self.bench.coder, self.bench.second_coder)[one % 2]
        found = splits.splits(self.bench.project)
        if other % 7 == 0 and (last := splits.last_answered(self.bench.project, who)):
            take_back_answer(answer=last, by=who)
        elif found and (rows := list(splits.concerned(self.bench.project, who, found))):
            row = rows[other % len(rows)]
            parts = found.parts[row.version_id, row.code_id]
            chosen = [part for place, part in enumerate(parts) if (one >> place) & 1]
            answer_split(coding=row, parts=list(Code.objects.filter(pk__in=chosen)), by=who)


def ledger():
    """Return what must never change, by table."""
    return {
        "codings": {row[0]: row for row in Coding.objects.values_list(*KEPT)},
        "retracted": dict(Coding.objects.exclude(retracted_at=None).values_list("pk", "retracted_by_operation")),
        "operations": set(Operation.objects.values_list("pk", "operation_id", "kind", "code")),
        "answers": set(SplitAnswer.objects.values_list("pk", "coding", "version")),
        "choices": set(SplitChoice.objects.values_list("pk", "answer", "code")),
        "moves": set(RoundMove.objects.values_list("pk", "from_version", "to_version")),
        "published": set(
            CodeDefinition.objects.filter(version__state="published").values_list("pk", "code", "version", "name_en")
        ),
    }


def check_kept(before, after):
    for name, rows in before.items():
        if isinstance(rows, dict):
            assert {key: after[name].get(key) for key in rows} == rows, name
        else:
            assert rows <= after[name], name


def check_whole(bench):
    """Say what is true at any moment."""
    live = Coding.objects.filter(retracted_at__isnull=True)
    assert not live.exclude(version=bench.round.codebook_version).exists()
    half = Coding.objects.exclude(retracted_at=None).filter(retracted_by=None) | live.exclude(retracted_by=None)
    assert not half.exists()
    # Each code that was ever used can be read with its definition, in the version it was used under.
    pairs = set(Coding.objects.values_list("code", "version"))
    assert pairs <= set(CodeDefinition.objects.values_list("code", "version"))
    assert not CodebookVersion.objects.filter(pk__in={pair[1] for pair in pairs}, state="draft").exists()
    for work in Assignment.objects.filter(round=bench.round).select_related("round__codebook_version", "unit__post"):
        asked, marks = queries.questions(bench.round, work.unit), marks_of(work)
        for question in asked:
            check_rules(question, [mark for mark in marks if mark.code in question.choices])
        assert all(rules.question_of(mark.code, asked) for mark in marks)
        if work.submitted_at:
            assert rules.still_open(asked, marks) == []
        last = work.operations.filter(kind__in=["submit", "reopen"]).order_by("-sequence").first()
        assert bool(work.submitted_at) == (last is not None and last.kind == "submit")
    doubled = SplitAnswer.objects.filter(superseded_at=None).values("coding").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doubled.exists()


def marks_of(work):
    """Return the live marks of a unit."""
    rows = work.codings.filter(retracted_at__isnull=True).values_list("code", "start", "end")
    return frozenset(rules.Mark(*row) for row in rows)


def check_rules(question, marks):
    """Say that what stands in a dimension could have been chosen by hand."""
    if any(mark.code == question.none for mark in marks):
        assert len(marks) == 1
    if question.selection == "one":
        assert len({mark[1:] for mark in marks}) == len(marks)
    for mark in marks:
        assert not rules.misplaced(mark, question, kind="post")


def check_export(bench):
    """Say that each live coding of a submitted unit leaves exactly once."""
    close_round(round=bench.round, by=bench.owner)
    left = [
        (row.unit, row.coder_id, row.code, row.start, row.end)
        for row in long_rows(bench.project, bench.owner)
        if row.value == "1"
    ]
    live = Coding.objects.filter(retracted_at__isnull=True, assignment__submitted_at__isnull=False)
    names = ("assignment__unit__uuid", "assignment__coder__uuid", "code__slug", "start", "end")
    assert sorted(left, key=str) == sorted(live.values_list(*names), key=str)
    assert bench.round.state == Round.State.CLOSED


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=steps)
def test_nothing_is_lost_and_nothing_is_doubled(coded, steps):
    with transaction.atomic():
        life, before = Life(coded), ledger()
        for name, one, other in steps:
            life.step(name, one, other)
            after = ledger()
            check_kept(before, after)
            before = after
        check_whole(coded)
        check_export(coded)
        transaction.set_rollback(True)


def test_every_kind_of_step_does_something(coded):
    """A property over refusals would say nothing."""
    life = Life(coded)
    story = [
        ("split", 1, 0), ("publish", 0, 0), ("answer", 2, 1), ("answer", 3, 2), ("move", 0, 0), ("add", 0, 3),
        ("retire", 2, 0), ("undo", 0, 0), ("merge", 1, 2), ("edit", 0, 0), ("reword", 1, 4), ("move_entry", 1, 1),
        ("publish", 0, 0), ("restore", 0, 0), ("remove", 1, 0), ("code", 3, 1), ("code", 3, 1),
    ]  # fmt: skip
    for name, one, other in story:
        life.step(name, one, other)
    assert dict(life.made) == {name: sum(step[0] == name for step in story) for name in ACTS}
    check_whole(coded)
