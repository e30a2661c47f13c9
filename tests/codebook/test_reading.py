"""What the pages show, as values: wordings, eras, changes in words, sentences about problems."""

import pytest
from django.utils import translation

from coding_app.codebook import actions, checks, drafting, queries, reading
from coding_app.codebook.forms import EntryForm
from coding_app.codebook.sentences import SENTENCES, sentence


def test_only_written_parts_are_shown_each_in_its_language(study):
    drafting.edit_definition(
        definition=study.entry("stance.for"), by=study.manager, use_when_en="", negative_example_fr="",
        negative_example_en="",
    )  # fmt: skip
    with translation.override("en"):
        parts = reading.wordings(study.entry("stance.for"), "en")
        shown = [(str(part.label), part.language) for part in parts]
    assert shown == [("Definition", "en"), ("Use when", "fr"), ("Do not use when", "en"), ("Example to code", "en")]


def test_versions_with_the_same_wording_are_one_era(study):
    study.publish()
    for key in ("1", "7", "7"):
        draft = actions.create_draft(codebook=study.codebook, by=study.manager)
        drafting.edit_definition(definition=study.entry("stance.for", draft), by=study.manager, key=key)
        actions.publish_version(version=draft, note="suite", by=study.manager)
    code = queries.codes(study.project).get(slug="stance.for")
    eras = reading.eras(list(code.definitions.all()), "fr")
    assert [[version.number for version in era.versions] for era in eras] == [[4, 3], [2, 1]]
    assert [era.row.key for era in eras] == ["7", "1"]
    assert reading.eras([], "fr") == []


def test_changes_are_said_once_whatever_the_language(study):
    before = list(queries.definitions(study.draft))
    drafting.edit_definition(
        definition=study.entry("tone"), by=study.manager, definition_fr="Autre.", definition_en="Other.",
        selection="any",
    )  # fmt: skip
    drafting.remove_entry(definition=study.entry("tone.1"), by=study.manager)
    with translation.override("en"):
        found = reading.changed_entries(before, list(queries.definitions(study.draft)), "fr")
    assert [(one.kind, one.slug, one.fields) for one in found] == [
        ("removed", "tone.1", []),
        ("reworded", "tone", ["Definition", "How many codes a unit takes"]),
    ]


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_every_problem_is_a_sentence(reason):
    with translation.override("en"):
        words = sentence(checks.Problem(reason, 1, "", "Autre", "k"))
    assert words.endswith(".")
    assert "%(" not in words
    assert ("(without a name)" in words) == (reason != "no_dimension")


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        ("dimension", {"selection", "level", "applies_to", "is_sensitive"}),
        ("group", {"is_sensitive"}),
        ("code", {"key", "is_sensitive", "is_interpretive"}),
        ("none", set()),
    ],
)
def test_a_form_holds_what_its_kind_needs(kind, extra):
    form = EntryForm(kind=kind)
    wordings = {name for name in form.fields if name.endswith(("_fr", "_en"))}
    assert len(wordings) == 12
    assert set(form.fields) - wordings == extra | {"colour", "seen"}
    assert set(EntryForm.names(kind)) == set(form.fields) - {"seen"}


def test_a_change_that_only_moves_entries_is_a_change(study):
    before = list(queries.definitions(study.draft))
    drafting.move_entry_to(definition=study.entry("tone.1"), parent=study.code("stance"), by=study.manager)
    found = reading.changed_entries(before, list(queries.definitions(study.draft)), "fr")
    assert [(one.kind, one.name) for one in found] == [("moved", "Hostile")]
    assert reading.changed_entries(before, before, "fr") == []
