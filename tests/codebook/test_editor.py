"""Writing the draft in the browser."""

from uuid import uuid4

import pytest
from django.urls import reverse

from coding_app.codebook import actions, drafting, queries
from coding_app.codebook.models import Code
from coding_app.projects.actions import create_project


def url(study, name, *args):
    return reverse(f"codebook:{name}", args=[study.project.slug, *args])


def entry_url(study, name, slug):
    return url(study, name, study.code(slug).uuid)


@pytest.fixture
def editor(study):
    """A browser of the manager."""
    return study.client(study.manager)


CODE = {"name_fr": "Pour", "name_en": "For", "key": "1", "colour": "12"}
WRITES = [
    ("draft_create", None, {}),
    ("version_publish", None, {"note": "x"}),
    ("definition_edit", "stance.for", CODE),
    ("entry_step", "stance.for", {"step": "1"}),
    ("entry_move", "stance.for", {"parent": "x"}),
    ("entry_remove", "stance.for", {}),
]


@pytest.mark.parametrize(("name", "slug", "data"), WRITES)
def test_readers_and_strangers_write_nothing(study, name, slug, data):
    address = entry_url(study, name, slug) if slug else url(study, name)
    before = study.slugs()
    assert study.client(study.reader).post(address, data).status_code == 403
    assert study.client(study.stranger).post(address, data).status_code == 404
    assert (study.slugs(), study.codebook.versions.get().state) == (before, "draft")


@pytest.mark.parametrize(("name", "slug", "data"), [one for one in WRITES if one[0] != "definition_edit"])
def test_get_writes_nothing(study, editor, name, slug, data):
    address = entry_url(study, name, slug) if slug else url(study, name)
    assert editor.get(address).status_code == 405


@pytest.mark.parametrize(("name", "slug", "data"), [one for one in WRITES if one[1]])
def test_entries_of_other_projects_are_not_found(study, editor, name, slug, data):
    project = create_project(name="Voisin", by=study.manager)
    actions.create_codebook(project=project, starter="debate", by=study.manager)
    foreign = Code.objects.get(codebook__project=project, slug=slug)
    assert editor.post(url(study, name, foreign.uuid), data).status_code == 404
    assert editor.post(url(study, name, uuid4()), data).status_code == 404


@pytest.mark.parametrize("name", ["draft", "entry_new"])
def test_the_editor_is_for_managers(study, name):
    address = url(study, name) + "?kind=dimension"
    assert study.client(study.reader).get(address).status_code == 403
    assert study.client(study.manager).get(address).status_code == 200


def test_an_entry_is_edited_in_both_languages(study, editor):
    address = entry_url(study, "definition_edit", "stance.for")
    page = editor.get(address)
    assert 'lang="fr"' in page.text
    assert "Approbation claire" in page.text
    assert "Clear approval" in page.text
    answer = editor.post(address, {**CODE, "name_fr": "Favorable", "definition_en": "New.", "key": "9", "colour": "3"})
    assert (answer.status_code, answer["Location"]) == (303, address + "#entry")
    row = study.entry("stance.for")
    assert (row.name_fr, row.definition_en, row.definition_fr, row.key, row.colour) == ("Favorable", "New.", "", "9", 3)


def test_a_dimension_has_rules_and_no_key(study, editor):
    address = entry_url(study, "definition_edit", "argument")
    rules = {"selection": "one", "level": "ordinal", "applies_to": "reply"}
    data = {"name_fr": "Argument", "name_en": "Argument", "colour": "3"} | rules
    assert editor.post(address, data).status_code == 303
    row = study.entry("argument")
    assert (row.selection, row.level, row.applies_to, row.key) == ("one", "ordinal", "reply", "")
    assert editor.post(address, data | {"selection": "two"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "j"}, "which the coding screen uses itself"),
        ({"key": "0"}, "always means that no code applies"),
        ({"key": "é"}, "one digit from 1 to 9 or one letter"),
        ({"name_fr": "", "name_en": " "}, "Write a name in French or in English."),
        ({"colour": "17"}, "17"),
        ({"name_fr": "x" * 201}, "200"),
    ],
)
def test_an_invalid_entry_is_kept_on_the_page_and_not_stored(study, editor, change, words):
    answer = editor.post(
        entry_url(study, "definition_edit", "stance.for"), {**CODE, "definition_en": "Kept.", **change}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "Kept." in answer.text
    assert (study.entry("stance.for").key, study.entry("stance.for").name_fr) == ("1", "Pour")


def test_a_capital_key_means_the_letter(study, editor):
    editor.post(entry_url(study, "definition_edit", "stance.for"), {**CODE, "key": "F"})
    assert study.entry("stance.for").key == "f"


def test_two_people_do_not_overwrite_each_other(study, editor):
    address = entry_url(study, "definition_edit", "stance.for")
    seen = drafting.fingerprint(study.entry("stance.for"))
    assert f'value="{seen}"' in editor.get(address).text
    assert editor.post(address, {**CODE, "name_fr": "Le mien", "seen": seen}).status_code == 303
    answer = editor.post(address, {**CODE, "name_fr": "Le tien", "seen": seen})
    assert answer.status_code == 409
    assert "Somebody changed this entry meanwhile" in answer.text
    assert study.entry("stance.for").name_fr == "Le mien"


def test_none_keeps_key_zero_and_place(study, editor):
    none = entry_url(study, "definition_edit", "tone.none")
    assert editor.post(none, {"name_fr": "Illisible", "name_en": "Unreadable", "colour": "16"}).status_code == 303
    assert (study.entry("tone.none").key, study.entry("tone.none").name_en) == ("0", "Unreadable")
    assert editor.post(entry_url(study, "entry_step", "tone.none"), {"step": "-1"}).status_code == 422
    assert editor.post(entry_url(study, "entry_remove", "tone.none")).status_code == 422
    assert study.slugs()[-1] == "tone.none"


def add(study, editor, kind, parent=None, **data):
    query = f"?kind={kind}" + (f"&parent={study.code(parent).uuid}" if parent else "")
    return editor.post(url(study, "entry_new") + query, {"colour": "5", "name_fr": "", "name_en": "", **data})


def test_a_code_is_added_last_before_none(study, editor):
    answer = add(study, editor, "code", "tone", name_fr="Gêné", name_en="Ill at ease", key="5")
    assert answer.status_code == 303
    assert study.slugs()[-2:] == ["tone.ill_at_ease", "tone.none"]
    row = study.entry("tone.ill_at_ease")
    assert (row.kind, row.parent, row.key, row.colour) == ("code", study.code("tone"), "5", 5)


def test_a_dimension_comes_with_its_none(study, editor):
    rules = {"selection": "one", "level": "nominal", "applies_to": "any"}
    assert add(study, editor, "dimension", name_fr="Humour", **rules).status_code == 303
    assert study.slugs()[-2:] == ["humour", "humour.none"]
    assert (study.entry("humour.none").key, study.entry("humour.none").name_fr) == ("0", "Aucun code ne convient")


def test_a_group_holds_codes(study, editor):
    assert add(study, editor, "group", "argument", name_fr="Savoirs", name_en="Knowledge").status_code == 303
    assert add(study, editor, "code", "knowledge", name_fr="Livre", name_en="Book").status_code == 303
    argument = next(one for one in queries.dimensions(study.draft) if one.slug == "argument")
    assert [(one.slug, one.depth) for one in argument.entries[-3:]] == [
        ("knowledge", 0),
        ("knowledge.book", 1),
        ("argument.none", 0),
    ]


@pytest.mark.parametrize(
    ("kind", "parent", "status"),
    [("code", None, 422), ("code", "stance.for", 422), ("group", None, 422), ("none", "stance", 404), ("x", None, 404)],
)
def test_entries_lie_only_where_they_may(study, editor, kind, parent, status):
    before = study.slugs()
    assert add(study, editor, kind, parent, name_fr="Non", name_en="No").status_code == status
    assert study.slugs() == before


def test_a_new_entry_without_a_name_is_invalid(study, editor):
    assert add(study, editor, "code", "tone").status_code == 422


def test_names_alike_get_slugs_apart(study, editor):
    for _time in range(2):
        add(study, editor, "code", "tone", name_fr="Dépité", name_en="Vexed")
    assert study.slugs()[-3:] == ["tone.vexed", "tone.vexed_2", "tone.none"]


def test_entries_step_up_and_down_with_what_they_hold(study, editor):
    assert study.slugs()[:6] == [
        "stance",
        "stance.for",
        "stance.against",
        "stance.conditional",
        "stance.undecided",
        "stance.none",
    ]
    editor.post(entry_url(study, "entry_step", "stance.for"), {"step": "1"})
    assert study.slugs()[1:3] == ["stance.against", "stance.for"]
    editor.post(entry_url(study, "entry_step", "argument"), {"step": "-1"})
    assert study.slugs()[0] == "argument"
    assert study.slugs()[8:10] == ["stance", "stance.against"]


def test_a_step_beyond_the_end_changes_nothing(study, editor):
    before = study.slugs()
    answer = editor.post(entry_url(study, "entry_step", "stance.for"), {"step": "-1"}, follow=True)
    assert "already at the end of its group" in answer.text
    assert editor.post(entry_url(study, "entry_step", "stance.undecided"), {"step": "1"}).status_code == 303
    assert editor.post(entry_url(study, "entry_step", "stance.undecided"), {"step": "2"}).status_code == 422
    assert study.slugs() == before


def test_an_entry_moves_to_another_dimension(study, editor):
    answer = editor.post(entry_url(study, "entry_move", "argument.fact"), {"parent": str(study.code("tone").uuid)})
    assert answer.status_code == 303
    assert study.slugs()[-2:] == ["argument.fact", "tone.none"]
    assert [row.position for row in queries.definitions(study.draft)] == list(range(1, len(study.slugs()) + 1))


@pytest.mark.parametrize("place", ["argument", "stance.for", "argument.none"])
def test_an_entry_does_not_move_where_it_is_or_cannot_lie(study, editor, place):
    before = study.slugs()
    answer = editor.post(entry_url(study, "entry_move", "argument.fact"), {"parent": str(study.code(place).uuid)})
    assert answer.status_code == 422
    assert study.slugs() == before


def test_removing_a_dimension_removes_what_it_holds_and_keeps_the_codes(study, editor):
    answer = editor.post(entry_url(study, "entry_remove", "tone"))
    assert (answer.status_code, answer["Location"]) == (303, url(study, "draft"))
    assert not [slug for slug in study.slugs() if slug.startswith("tone")]
    assert Code.objects.filter(codebook=study.codebook, slug__startswith="tone").count() == 6


def test_published_versions_keep_what_a_draft_removes(study, editor):
    first = study.publish()
    editor.post(url(study, "draft_create"))
    answer = editor.post(entry_url(study, "entry_remove", "stance"))
    retiring = reverse("surgery:retire", args=[study.project.slug, study.code("stance").uuid])
    # What rests on it is read first, also when only what lies in it was published.
    assert (answer.status_code, answer.url) == (303, retiring)
    study.draft = queries.draft(study.project)
    assert "stance.for" in study.slugs()
    editor.post(retiring)
    assert "stance.for" not in study.slugs()
    assert study.entry("stance.for", first).name_en == "For"


def test_an_entry_in_use_says_what_rests_on_it_before_it_is_changed(study, editor):
    assert "No codings that you may see" not in editor.get(entry_url(study, "definition_edit", "stance")).text
    study.publish()
    editor.post(url(study, "draft_create"))
    for slug, acts in {"stance": ["retire"], "stance.for": ["merge", "split", "retire"], "stance.none": []}.items():
        page = editor.get(entry_url(study, "definition_edit", slug)).text
        assert "No codings that you may see" in page
        shown = [act for act in ("merge", "split", "retire") if f"/{study.code(slug).uuid}/{act}/" in page]
        assert (shown, "Remove from the draft" in page) == (acts, False)


def test_publishing_in_the_browser(study, editor):
    assert "Nothing is missing" in editor.get(url(study, "draft")).text
    answer = editor.post(url(study, "version_publish"), {"note": "Première version"})
    assert (answer.status_code, answer["Location"]) == (303, url(study, "codebook"))
    assert queries.latest_published(study.project).note == "Première version"
    assert editor.get(url(study, "draft")).status_code == 404


def test_publishing_needs_a_note(study, editor):
    assert editor.post(url(study, "version_publish"), {"note": " "}).status_code == 422
    assert queries.latest_published(study.project) is None


def test_what_is_missing_is_listed_with_links(study, editor):
    for slug in ("stance.for", "stance.against"):
        drafting.edit_definition(definition=study.entry(slug), key="7", name_fr="", by=study.manager)
    page = editor.post(url(study, "version_publish"), {"note": "x"})
    assert page.status_code == 422
    assert "3 things are missing" in page.text
    assert "have the same key 7 in one dimension" in page.text
    assert entry_url(study, "definition_edit", "stance.against") in page.text
    assert queries.latest_published(study.project) is None


def test_a_published_version_cannot_be_edited_from_an_old_page(study, editor):
    study.publish()
    assert editor.post(entry_url(study, "definition_edit", "stance.for"), CODE).status_code == 404
    with pytest.raises(drafting.VersionIsFrozen):
        drafting.edit_definition(definition=study.entry("stance.for"), name_fr="x", by=study.manager)


def test_a_second_draft_is_a_conflict(study, editor):
    assert editor.post(url(study, "draft_create")).status_code == 422
    study.publish()
    assert editor.post(url(study, "draft_create")).status_code == 303
    assert editor.post(url(study, "draft_create")).status_code == 409


@pytest.mark.parametrize(("name", "queries"), [("draft", 6), ("definition_edit", 8)])
def test_pages_ask_a_fixed_number_of_questions(study, editor, settings, django_assert_num_queries, name, queries):
    settings.CODE_FIGURES = ""
    address = entry_url(study, name, "stance.for") if name == "definition_edit" else url(study, name)
    with django_assert_num_queries(queries):
        editor.get(address)
