"""Merge, split, retire, restore in the draft: what they do, what they refuse, how they are taken back."""

import pytest

from coding_app.codebook import drafting
from coding_app.codebook.models import Code, CodeDefinition, CodeExample
from coding_app.core.models import Event
from coding_app.surgery import lineage, operations, refusals, undoing
from coding_app.surgery.actions import retire_code, split_code
from coding_app.surgery.fates import Fate, Way

pytestmark = pytest.mark.django_db
FIRST = [
    "topic", "topic.work", "topic.pay", "topic.care", "topic.none", "answer", "answer.advice", "answer.none",
]  # fmt: skip


def undo(bench, slug):
    undoing.undo_surgery(code=bench.code(slug), by=bench.manager)


def test_merge_begins_a_draft_and_takes_the_code_out_of_it(bench):
    bench.merge("topic.pay", "topic.care")
    assert bench.draft.number == 2
    assert bench.slugs() == [slug for slug in FIRST if slug != "topic.pay"]
    assert bench.lineage() == [("merged", "topic.pay", "topic.care")]
    assert bench.slugs(bench.latest) == FIRST
    assert Event.objects.get(verb="code_merged").detail == {"into": "topic.care"}
    # One act, one line.
    assert not Event.objects.filter(verb="entry_removed").exists()


def test_publication_does_not_say_again_what_surgery_said(bench):
    bench.merge("topic.pay", "topic.care")
    version = bench.publish()
    assert bench.lineage(version) == [("merged", "topic.pay", "topic.care")]
    found = lineage.fates_between(bench.book.versions.get(number=1), version)
    assert found[bench.code("topic.pay").pk] == Fate(Way.MERGED, (bench.code("topic.care").pk,))
    assert found[bench.code("topic.none").pk].way == Way.SAME


def test_merged_group_gives_its_codes_to_the_other(bench):
    drafting.add_entry(
        version=_begin(bench), kind="group", parent=bench.code("topic"), by=bench.manager, name_en="Money", name_fr=""
    )
    bench.merge("topic.work", "money")
    assert bench.entry("topic.pay").parent.slug == "money"
    undo(bench, "topic.work")
    assert bench.entry("topic.pay").parent.slug == "topic.work"
    assert bench.lineage() == []


def _begin(bench):
    bench.merge("topic.pay", "topic.care")
    undo(bench, "topic.pay")
    return bench.draft


@pytest.mark.parametrize(
    ("code", "into", "refusal"),
    [
        ("topic.pay", "topic.pay", refusals.CannotBeMerged),
        ("topic", "answer", refusals.CannotBeMerged),
        ("topic.none", "topic.pay", refusals.CannotBeMerged),
        ("topic.pay", "topic.none", refusals.CannotBeMerged),
        ("topic.pay", "topic.work", refusals.CannotBeMerged),
        ("topic.pay", "answer.advice", refusals.OtherDimension),
    ],
)
def test_merges_that_make_no_sense(bench, code, into, refusal):
    with pytest.raises(refusal, match="Nothing was changed"):
        bench.merge(code, into)
    assert not bench.book.versions.filter(state="draft").exists()


def test_merge_into_another_dimension_when_said_so(bench):
    bench.merge("topic.pay", "answer.advice", is_across=True)
    assert bench.lineage() == [("merged", "topic.pay", "answer.advice")]


def test_sensitive_code_does_not_go_on_in_a_plain_one(bench):
    _begin(bench)
    CodeDefinition.objects.filter(version=bench.draft, code__slug="topic.work").update(is_sensitive=True)
    with pytest.raises(refusals.SensitiveIntoPlain):
        bench.merge("topic.pay", "topic.care")
    with pytest.raises(refusals.SensitiveIntoPlain):
        bench.split("topic.pay", "Avance", existing=["topic.care"])
    # New parts lie where it lay: inside what is sensitive.
    assert bench.split("topic.pay", "Avance", "Retard") == ["topic.avance", "topic.retard"]


def test_split_makes_parts_beside_the_code(bench):
    parts = bench.split("topic.pay", "Salaire", "Retard", existing=["topic.care"])
    assert parts == ["topic.care", "topic.salaire", "topic.retard"]
    assert bench.entry("topic.salaire").parent.slug == "topic.work"
    assert bench.slugs()[:5] == ["topic", "topic.work", "topic.salaire", "topic.retard", "topic.care"]
    assert bench.lineage() == [("split", "topic.pay", part) for part in parts]


@pytest.mark.parametrize(
    ("code", "names", "existing"),
    [
        ("topic.pay", ["Une"], []),
        ("topic.pay", ["Une"] * 10, []),
        ("topic.pay", [], ["topic.care", "topic.pay"]),
        ("topic.pay", [], ["topic.care", "topic.care"]),
        ("topic.pay", ["Une"], ["topic.work"]),
        ("topic.work", ["Une", "Deux"], []),
        ("topic", ["Une", "Deux"], []),
        ("topic.none", ["Une", "Deux"], []),
    ],
)
def test_splits_that_make_no_sense(bench, code, names, existing):
    before = Code.objects.count()
    with pytest.raises(refusals.CannotBeSplit, match="Nothing was changed"):
        bench.split(code, *names, existing=existing)
    assert Code.objects.count() == before


def test_undone_split_takes_its_new_parts_out_and_no_others(bench):
    bench.split("topic.pay", "Salaire", "Retard", existing=["topic.care"])
    bench.merge("topic.care", "topic.retard")
    undo(bench, "topic.pay")
    # "Retard" stays: care went into it.
    assert bench.slugs()[:4] == ["topic", "topic.work", "topic.pay", "topic.retard"]
    assert bench.lineage() == [("merged", "topic.care", "topic.retard")]
    undo(bench, "topic.care")
    assert sorted(bench.slugs()) == sorted([*FIRST, "topic.retard"])


def test_retired_group_takes_its_codes_along_and_brings_them_back(bench):
    assert retire_code(code=bench.code("topic.work"), by=bench.manager) == 2
    assert "topic.pay" not in bench.slugs()
    assert bench.lineage() == [("retired", "topic.work", None), ("retired", "topic.pay", None)]
    undo(bench, "topic.pay")
    assert bench.slugs() == FIRST
    assert bench.lineage() == []


def test_none_stays(bench):
    with pytest.raises(refusals.CannotBeRetired):
        retire_code(code=bench.code("topic.none"), by=bench.manager)


def test_undo_brings_back_the_wording_and_the_examples_of_the_draft(bench):
    draft = _begin(bench)
    row = bench.entry("topic.pay")
    drafting.edit_definition(definition=row, by=bench.manager, definition_en="Money for work", key="p")
    kept, dropped = (
        CodeExample.objects.create(version=draft, code=row.code, post=bench.posts[name], picked_by=bench.manager)
        for name in ("G1.0", "H1.0")
    )
    retire_code(code=row.code, by=bench.manager)
    drafting.edit_definition(definition=bench.entry("topic.care"), by=bench.manager, key="p")
    undo(bench, "topic.pay")
    back = bench.entry("topic.pay")
    # The key went to another code of the dimension meanwhile.
    assert (back.definition_en, back.key) == ("Money for work", "")
    assert set(CodeExample.objects.values_list("uuid", flat=True)) == {kept.uuid, dropped.uuid}


def test_restored_code_has_its_last_wording(bench):
    retire_code(code=bench.code("topic.work"), by=bench.manager)
    version = bench.publish()
    assert [code.slug for code in lineage.gone(version)] == ["topic.pay", "topic.work"]
    back = undoing.restore_code(code=bench.code("topic.pay"), by=bench.manager)
    # Its group is gone: it lies in the dimension.
    assert [(row.code.slug, row.parent.slug, row.name_en) for row in back] == [("topic.pay", "topic", "Pay")]
    assert bench.lineage() == [("restored", "topic.pay", None)]
    undo(bench, "topic.pay")
    assert "topic.pay" not in bench.slugs()
    undoing.restore_code(code=bench.code("topic.work"), by=bench.manager)
    assert bench.slugs()[:4] == ["topic", "topic.care", "topic.work", "topic.pay"]


def test_undo_takes_back_the_newest_act_on_a_code(bench):
    retire_code(code=bench.code("topic.pay"), by=bench.manager)
    bench.publish()
    undoing.restore_code(code=bench.code("topic.pay"), by=bench.manager)
    retire_code(code=bench.code("topic.pay"), by=bench.manager)
    done = operations.operations(bench.draft)
    assert [(one.first.kind, one.is_last) for one in done] == [("retired", True), ("restored", False)]
    undo(bench, "topic.pay")
    assert "topic.pay" in bench.slugs()
    assert bench.lineage() == [("restored", "topic.pay", None)]


def test_restored_dimension_comes_with_everything(bench):
    retire_code(code=bench.code("answer"), by=bench.manager)
    bench.publish()
    with pytest.raises(refusals.CannotBeRestored, match="Restore that"):
        undoing.restore_code(code=bench.code("answer.advice"), by=bench.manager)
    undoing.restore_code(code=bench.code("answer"), by=bench.manager)
    assert bench.slugs()[-3:] == ["answer", "answer.advice", "answer.none"]
    bench.publish()


def test_what_cannot_be_restored_or_undone(bench):
    bench.merge("topic.pay", "topic.care")
    for slug, sentence in (("topic.pay", "Undo that"), ("topic.care", "The draft has")):
        with pytest.raises(refusals.CannotBeRestored, match=sentence):
            undoing.restore_code(code=bench.code(slug), by=bench.manager)
    bench.publish()
    with pytest.raises(refusals.NothingToUndo):
        undo(bench, "topic.pay")
    undoing.restore_code(code=bench.code("topic.pay"), by=bench.manager)
    bench.merge("topic.care", "topic.pay")
    with pytest.raises(refusals.NothingToUndo, match="Something else"):
        undo(bench, "topic.pay")
    with pytest.raises(refusals.NotInTheDraft):
        split_code(code=bench.code("topic.care"), by=bench.manager, existing=[bench.code("topic.pay")])


def test_plain_removal_is_restored_without_a_word_of_lineage(bench):
    drafting.remove_entry(definition=bench.entry("topic.pay", _begin(bench)), by=bench.manager)
    undoing.restore_code(code=bench.code("topic.pay"), by=bench.manager)
    assert bench.lineage() == []
    assert bench.lineage(bench.publish()) == []
