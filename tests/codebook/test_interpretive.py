"""A code called interpretive: said in the editor, kept by the next version, told where versions are compared."""

import pytest

from coding_app.codebook import comparing, drafting, queries
from coding_app.codebook.forms import EntryForm
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import build


def call(study, slug="argument.fact"):
    return drafting.edit_definition(definition=study.entry(slug), by=study.manager, is_interpretive=True)


@pytest.mark.parametrize(("sent", "flagged"), [({"is_interpretive": "on"}, True), ({}, False)])
def test_the_editor_sets_and_clears_it(study, sent, flagged):
    row = call(study)
    body = {name: getattr(row, name) for name in EntryForm.names(row.kind) if not name.startswith("is_")} | sent
    study.client(study.manager).post(study.url("definition_edit", row.code.uuid), body)
    assert study.entry("argument.fact").is_interpretive is flagged


def test_the_next_version_keeps_it_and_the_comparison_tells_it(study):
    first = study.publish()
    study.next_draft()
    call(study)
    second = study.publish()
    third = study.next_draft()
    assert study.entry("argument.fact", third).is_interpretive
    (line,) = comparing.side_by_side(first, second, "en")
    assert (line.kind, len(line.fields)) == ("reworded", 1)


def test_the_page_of_the_code_and_the_tree_say_so(study):
    row = call(study)
    study.publish()
    url = study.url("code", row.code.uuid)
    assert "Interpretive: no coefficient" in study.client(study.reader).get(url, follow=True).content.decode()
    flags = {
        entry.slug: entry.is_interpretive
        for one in build(queries.definitions(study.draft), "en")
        for entry in one.entries
    }
    assert [slug for slug, flag in flags.items() if flag] == ["argument.fact"]


def test_its_fingerprint_changes(study):
    before = drafting.fingerprint(study.entry("argument.fact"))
    assert drafting.fingerprint(call(study)) != before
    assert CodeDefinition.objects.filter(is_interpretive=True).count() == 1
