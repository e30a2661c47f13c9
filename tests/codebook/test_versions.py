"""Making a codebook, publishing it, going on from it."""

import pytest
from django.db import DatabaseError, connection, transaction

from coding_app.codebook import actions, drafting, queries
from coding_app.codebook.models import Codebook, CodebookVersion, CodeLineage
from coding_app.core.models import Event
from coding_app.projects.actions import create_project


@pytest.mark.parametrize(
    ("starter", "dimensions", "codes"), [("care_and_work", 6, 50), ("debate", 3, 14), ("empty", 0, 0)]
)
def test_a_starter_becomes_draft_number_one(study, starter, dimensions, codes):
    project = create_project(name="Autre", by=study.manager)
    codebook = actions.create_codebook(project=project, starter=starter, by=study.manager)
    draft = queries.draft(project)
    tree = queries.dimensions(draft)
    assert (draft.number, draft.state, codebook.versions.count()) == (1, "draft", 1)
    assert len(tree) == dimensions
    assert sum(len(dimension.codes) for dimension in tree) == codes == draft.codes


def test_the_tree_is_one_query_in_reading_order(study, django_assert_num_queries):
    with django_assert_num_queries(1):
        stance = queries.dimensions(study.draft)[0]
    assert (stance.slug, stance.selection, stance.level, stance.applies_to) == ("stance", "one", "nominal", "any")
    assert [entry.key for entry in stance.entries] == ["1", "2", "3", "4", "0"]
    assert (stance.none.slug, stance.none.depth) == ("stance.none", 0)


@pytest.mark.parametrize(("language", "name"), [("fr", "Pour"), ("en", "For"), ("de", "Pour")])
def test_codes_are_read_in_the_language_of_the_reader(study, settings, language, name):
    from django.utils import translation

    with translation.override(language):
        assert queries.dimensions(study.draft)[0].codes[0].name == name


def test_a_project_has_one_codebook(study):
    with pytest.raises(actions.CodebookExists):
        actions.create_codebook(project=study.project, starter="empty", by=study.manager)
    assert Codebook.objects.get(project=study.project).name_en == "Debate analysis"


def test_an_unknown_starter_makes_nothing(study):
    project = create_project(name="Autre", by=study.manager)
    with pytest.raises(actions.StarterIsUnknown):
        actions.create_codebook(project=project, starter="../secrets", by=study.manager)
    assert not Codebook.objects.filter(project=project).exists()


def test_publishing_says_who_when_and_why(study):
    version = study.publish()
    assert (version.state, version.note, version.published_by) == ("published", "premier essai", study.manager)
    assert version.published_at is not None
    assert queries.latest_published(study.project) == version
    assert queries.draft(study.project) is None
    assert Event.objects.filter(verb="version_published", project=study.project, by=study.manager).count() == 1


def test_a_draft_with_problems_is_kept_and_every_problem_named(study):
    drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, key="k", name_en="")
    with pytest.raises(actions.NotReady) as refusal:
        study.publish()
    assert "French and in English" in str(refusal.value)
    assert "key K" in str(refusal.value)
    study.draft.refresh_from_db()
    assert study.draft.state == "draft"


def test_an_empty_codebook_cannot_be_published(study):
    project = create_project(name="Autre", by=study.manager)
    codebook = actions.create_codebook(project=project, starter="empty", by=study.manager)
    with pytest.raises(actions.NotReady, match="no dimension"):
        actions.publish_version(version=codebook.versions.get(), note="", by=study.manager)


def test_publishing_twice_is_refused(study):
    version = study.publish()
    with pytest.raises(drafting.VersionIsFrozen):
        actions.publish_version(version=version, note="encore", by=study.manager)


def test_a_new_draft_is_a_copy_of_the_latest_published(study, django_assert_max_num_queries):
    first = study.publish()
    with django_assert_max_num_queries(10):
        draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    assert (draft.number, draft.state) == (2, "draft")
    assert study.slugs(draft) == study.slugs(first)
    assert study.entry("stance.for", draft).definition_fr == study.entry("stance.for", first).definition_fr
    assert queries.dimensions(draft) == queries.dimensions(first)


def test_there_is_one_draft(study):
    study.publish()
    actions.create_draft(codebook=study.codebook, by=study.manager)
    with pytest.raises(actions.DraftExists):
        actions.create_draft(codebook=study.codebook, by=study.manager)
    assert study.codebook.versions.count() == 2


def test_a_draft_needs_a_published_version(study):
    CodebookVersion.objects.get(pk=study.draft.pk)
    with pytest.raises(actions.NothingIsPublished):
        actions.create_draft(codebook=study.codebook, by=study.manager)


def test_what_became_of_codes_is_written_down_when_published(study):
    study.publish()
    draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    drafting.remove_entry(definition=study.entry("argument.fact", draft), by=study.manager)
    drafting.move_entry_to(
        definition=study.entry("argument.rule", draft), parent=study.code("stance"), by=study.manager
    )
    drafting.edit_definition(definition=study.entry("argument.rule", draft), key="9", by=study.manager)
    actions.publish_version(version=draft, note="", by=study.manager)
    fates = CodeLineage.objects.filter(version=draft).values_list("kind", "from_code__slug")
    assert sorted(fates) == [("moved", "argument.rule"), ("retired", "argument.fact")]


FROZEN = [
    "UPDATE coding_app_codedefinition SET name_fr = 'autre' WHERE version_id = %s",
    "DELETE FROM coding_app_codedefinition WHERE version_id = %s",
    "UPDATE coding_app_codebookversion SET note = 'autre' WHERE id = %s",
    "UPDATE coding_app_codebookversion SET state = 'draft', published_at = NULL, published_by_id = NULL WHERE id = %s",
    "DELETE FROM coding_app_codebookversion WHERE id = %s",
]


@pytest.mark.parametrize("statement", FROZEN)
def test_the_database_freezes_a_published_version(study, statement):
    version = study.publish()
    frozen = pytest.raises(DatabaseError, match="published, therefore frozen")
    with frozen, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [version.pk])


@pytest.mark.parametrize("statement", FROZEN[:3])
def test_the_database_lets_a_draft_change(study, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement, [study.draft.pk])
        assert cursor.rowcount >= 1


def test_a_definition_cannot_be_slipped_into_a_published_version(study):
    version = study.publish()
    draft = actions.create_draft(codebook=study.codebook, by=study.manager)
    extra = drafting.add_entry(
        version=draft, kind="code", parent=study.code("tone"), by=study.manager, name_fr="Ravi", name_en="Delighted"
    )
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE coding_app_codedefinition SET version_id = %s, position = 999 WHERE id = %s", [version.pk, extra.pk]
        )


@pytest.mark.parametrize("table", ["codedefinition", "codebookversion", "code"])
def test_truncate_is_refused(study, table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE coding_app_{table} CASCADE")


def test_history_keeps_the_wording_before(study):
    drafting.edit_definition(definition=study.entry("stance.for"), name_fr="Favorable", by=study.manager)
    history = study.entry("stance.for").history.order_by("pgh_id").values_list("pgh_label", "name_fr")
    assert list(history) == [("insert", "Pour"), ("update", "Favorable")]
