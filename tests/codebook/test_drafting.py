"""Writes inside a draft, as actions: order, places, journal, history, what is refused."""

import random

import pytest
from django.db import IntegrityError, connection, transaction

from coding_app.codebook import actions, checks, drafting, queries, tree
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.core.models import Event


def positions(study):
    return [row.position for row in queries.definitions(study.draft)]


def journal(study):
    return list(Event.objects.filter(project=study.project).order_by("id").values_list("verb", flat=True))


def test_every_write_leaves_one_line_in_the_journal(study):
    by = study.manager
    before = len(journal(study))
    added = drafting.add_entry(
        version=study.draft, kind="code", parent=study.code("tone"), by=by, name_fr="Las", name_en="Weary"
    )
    drafting.edit_definition(definition=added, by=by, key="w")
    drafting.move_entry(definition=added, step=-1, by=by)
    drafting.move_entry_to(definition=added, parent=study.code("stance"), by=by)
    drafting.remove_entry(definition=added, by=by)
    assert journal(study)[before:] == [
        "entry_added",
        "definition_edited",
        "entry_moved",
        "entry_moved",
        "entry_removed",
    ]
    event = Event.objects.get(verb="definition_edited")
    assert (event.by, event.object_uuid, event.detail) == (by, added.code.uuid, {"fields": ["key"]})


def test_the_journal_holds_no_wording(study):
    drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, definition_fr="Phrase privée.")
    assert "privée" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_positions_stay_one_to_n_whatever_is_done(study):
    lot = random.Random(3)
    for turn in range(25):
        rows = [row for row in queries.definitions(study.draft) if row.kind != "none"]
        row = lot.choice(rows)
        match turn % 4:
            case 0:
                drafting.move_entry(definition=row, step=lot.choice([-1, 1]), by=study.manager)
            case 1:
                parent = row.code if row.kind == "dimension" else row.parent
                drafting.add_entry(
                    version=study.draft, kind="code", parent=parent, by=study.manager, name_fr="N", name_en=f"N {turn}"
                )
            case 2 if row.kind == "code":
                other = lot.choice([one.code for one in rows if one.kind == "dimension"])
                drafting.move_entry_to(definition=row, parent=other, by=study.manager)
            case 3 if row.kind == "code":
                drafting.remove_entry(definition=row, by=study.manager)
        rows = list(queries.definitions(study.draft))
        assert positions(study) == list(range(1, len(rows) + 1))
        assert [one.pk for one in tree.in_reading_order(rows)] == [one.pk for one in rows]
        assert not [one for one in checks.problems(rows, "fr") if one.reason == "none_not_once"]


def test_removing_tells_how_many_went(study):
    assert drafting.remove_entry(definition=study.entry("stance.for"), by=study.manager) == 1
    assert drafting.remove_entry(definition=study.entry("stance"), by=study.manager) == 5
    assert study.slugs()[0] == "argument"


def test_a_group_moves_with_its_codes(study):
    group = drafting.add_entry(
        version=study.draft, kind="group", parent=study.code("tone"), by=study.manager, name_fr="Vifs", name_en="Sharp"
    )
    drafting.move_entry_to(definition=study.entry("tone.1"), parent=group.code, by=study.manager)
    drafting.move_entry_to(definition=group, parent=study.code("stance"), by=study.manager)
    stance = queries.dimensions(study.draft)[0]
    assert [(one.slug, one.depth) for one in stance.entries][-3:] == [("sharp", 0), ("tone.1", 1), ("stance.none", 0)]


@pytest.mark.parametrize("write", ["edit", "add", "remove", "move", "move_to", "publish"])
def test_a_published_version_refuses_every_write(study, write):
    row = study.entry("stance.for")
    version = study.publish()
    by = study.manager
    writes = {
        "edit": lambda: drafting.edit_definition(definition=row, by=by, key="9"),
        "add": lambda: drafting.add_entry(
            version=version, kind="code", parent=study.code("tone"), by=by, name_fr="X", name_en="X"
        ),
        "remove": lambda: drafting.remove_entry(definition=row, by=by),
        "move": lambda: drafting.move_entry(definition=row, step=1, by=by),
        "move_to": lambda: drafting.move_entry_to(definition=row, parent=study.code("tone"), by=by),
        "publish": lambda: actions.publish_version(version=version, note="", by=by),
    }
    before = list(CodeDefinition.objects.filter(version=version).order_by("id").values())
    with pytest.raises(drafting.VersionIsFrozen, match="therefore frozen"):
        writes[write]()
    assert list(CodeDefinition.objects.filter(version=version).order_by("id").values()) == before


def test_a_parent_of_another_codebook_is_refused(study):
    project = actions.create_codebook(
        project=study.stranger.memberships.get().project, starter="debate", by=study.stranger
    ).project
    foreign = Code.objects.get(codebook__project=project, slug="tone")
    with pytest.raises(drafting.PlaceIsWrong):
        drafting.move_entry_to(definition=study.entry("stance.for"), parent=foreign, by=study.manager)
    with pytest.raises(drafting.PlaceIsWrong):
        drafting.add_entry(version=study.draft, kind="code", parent=foreign, by=study.manager, name_fr="X", name_en="X")


def test_a_fingerprint_changes_with_any_part(study):
    row = study.entry("stance.for")
    seen = drafting.fingerprint(row)
    for name in ("key", "definition_en", "negative_example_fr"):
        setattr(row, name, "é")
        assert drafting.fingerprint(row) != seen
        row.refresh_from_db()
    assert drafting.fingerprint(row) == seen


def test_an_edit_without_a_fingerprint_is_taken(study):
    row = drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, name_en="Yes")
    assert (row.name_en, row.name_fr) == ("Yes", "Pour")


def run(statement, values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement, *values):
    with pytest.raises(IntegrityError) as refusal:
        run(statement, values)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("colour = 17", "colour_is_one_of_sixteen"),
        ("key = 'É'", "key_is_a_digit_or_letter"),
        ("kind = 'folder'", "kind_is_known"),
        ("selection = 'one'", "dimension_alone_says_selection_level_applies_to"),
        ("parent_id = NULL", "dimension_is_top_level_and_alone_so"),
        ("position = 1", "definition_has_its_own_place"),
    ],
)
def test_the_database_refuses_a_broken_entry(study, change, constraint):
    row = study.entry("stance.for")
    assert constraint in refused(f"UPDATE coding_app_codedefinition SET {change} WHERE id = %s", row.pk)


def test_the_database_ties_a_parent_to_its_version(study):
    actions.create_codebook(project=study.stranger.memberships.get().project, starter="debate", by=study.stranger)
    foreign = Code.objects.exclude(codebook=study.codebook).get(slug="stance")
    row = study.entry("stance.for")
    update = "UPDATE coding_app_codedefinition SET parent_id = %s WHERE id = %s"
    assert "parent_is_defined_in_the_version" in refused(update, foreign.pk, row.pk)


def test_the_database_keeps_one_draft_and_plain_slugs(study):
    book = study.codebook.pk
    insert = "INSERT INTO coding_app_codebookversion (uuid, codebook_id, number, state, note) VALUES "
    assert "codebook_has_one_draft" in refused(insert + "(gen_random_uuid(), %s, 9, 'draft', '')", book)
    insert = "INSERT INTO coding_app_code (uuid, codebook_id, slug) VALUES (gen_random_uuid(), %s, %s)"
    assert "code_slug_is_plain" in refused(insert, book, "Pas Simple")
    assert "code_slug_used_once" in refused(insert, book, "stance.for")
