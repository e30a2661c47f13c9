"""Examples picked from posts: in the draft, in its copies, frozen with the version, gone with the post."""

import pytest
from django.db import IntegrityError, connection, transaction

from coding_app.codebook import actions, drafting, picking, queries
from coding_app.codebook.models import CodeExample
from coding_app.core.models import Event
from coding_app.projects.actions import create_project
from corpus.models import ImportBatch


@pytest.fixture
def editor(study, talk):
    return study.client(study.manager)


def pick(study, post, slug="stance.for", **other):
    return picking.pick_example(version=study.draft, code=study.code(slug), post=post, by=study.manager, **other)


def address(study, slug="stance.for"):
    return study.url("example_pick", study.code(slug).uuid)


def test_a_passage_is_searched_chosen_and_picked(study, talk, editor):
    found = editor.get(address(study), {"q": "payée"})
    assert "1 post has these words." in found.text
    assert "<mark>payée</mark>" in found.text
    assert f"post={talk[1].uuid}" in found.text
    chosen = f"{address(study)}?q=payée&post={talk[1].uuid}"
    page = editor.get(chosen)
    assert talk[1].text in page.text
    assert "AD-002" in page.text
    answer = editor.post(chosen, {"side": "example", "words": "pas payée la nuit"})
    assert (answer.status_code, answer["Location"][-9:]) == (303, "#examples")
    row = CodeExample.objects.get()
    assert (row.post, row.start, row.end, row.is_counter, row.picked_by) == (talk[1], 6, 23, False, study.manager)
    shown = editor.get(study.url("definition_edit", row.code.uuid))
    assert "pas payée la nuit</blockquote>" in shown.text
    assert "hx-ignore>pas payée" in shown.text
    assert (Event.objects.latest("pk").verb, Event.objects.latest("pk").object_uuid) == (
        "example_picked",
        row.code.uuid,
    )


def test_without_words_the_whole_post_is_the_counter_example(study, talk, editor):
    editor.post(f"{address(study)}?post={talk[2].uuid}", {"side": "counter", "words": " "})
    row = CodeExample.objects.get()
    assert (row.start, row.end, row.is_counter) == (None, None, True)
    page = editor.get(study.url("definition_edit", row.code.uuid)).text
    assert "&lt;b&gt;Oui&lt;/b&gt; mille fois oui" in page
    assert "<b>Oui</b>" not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"words": "jamais écrit"}, "do not stand in the post"),
        ({"words": "pas payée"}, "more than once"),
        ({"words": "pas payée", "start": "0", "end": "9"}, "more than once"),
        ({"words": "nuit", "side": "peut-être"}, "What it shows"),
        ({"words": "nuit", "start": "x"}, "whole number"),
    ],
)
def test_a_wrong_passage_is_said_in_a_sentence_and_kept_on_the_page(study, talk, editor, sent, words):
    answer = editor.post(f"{address(study)}?post={talk[1].uuid}", {"side": "example", **sent})
    assert answer.status_code == 422
    assert words in answer.text
    assert sent["words"] in answer.text
    assert not CodeExample.objects.exists()


def test_offsets_choose_between_the_same_words(study, talk, editor):
    sent = {"side": "example", "words": "pas payée", "start": "25", "end": "34"}
    editor.post(f"{address(study)}?post={talk[1].uuid}", sent)
    assert (CodeExample.objects.get().start, CodeExample.objects.get().end) == (25, 34)


def test_a_post_of_another_project_does_not_exist(study, talk, editor):
    other = create_project(name="Ailleurs encore", by=study.manager)
    actions.create_codebook(project=other, starter="debate", by=study.manager)
    theirs = other.codebook.codes.get(slug="stance.for")
    assert editor.get(f"{address(study)}?post={theirs.uuid}").status_code == 404
    client = study.client(study.stranger)
    assert client.get(address(study)).status_code == 404
    assert study.client(study.coder).get(address(study)).status_code == 403
    with pytest.raises(picking.PostIsOutOfReach, match="Choose another"):
        picking.pick_example(version=other.codebook.versions.get(), code=theirs, post=talk[1], by=study.manager)


def test_an_unreviewed_import_shows_nothing(study, talk):
    ImportBatch.objects.update(reviewed_at=None, reviewed_by="")
    with pytest.raises(picking.PostIsOutOfReach, match="not reviewed yet"):
        pick(study, type(talk[1]).objects.get(pk=talk[1].pk))


@pytest.mark.parametrize(("start", "end"), [(3, None), (None, 3), (5, 5), (7, 2), (0, 9999), (-1, 3)])
def test_offsets_lie_in_the_post(study, talk, start, end):
    with pytest.raises(picking.PassageIsOutside, match="Select the words again"):
        pick(study, talk[1], start=start, end=end)


def test_an_example_is_picked_once(study, talk):
    pick(study, talk[1])
    pick(study, talk[1], start=0, end=3)
    pick(study, talk[1], slug="stance.against")
    with pytest.raises(picking.ExampleExists, match="already"):
        pick(study, talk[1], is_counter=True)
    assert CodeExample.objects.count() == 3


def test_only_a_draft_takes_and_loses_examples(study, talk, editor):
    row = pick(study, talk[1])
    study.publish()
    with pytest.raises(drafting.VersionIsFrozen):
        pick(study, talk[0])
    with pytest.raises(drafting.VersionIsFrozen):
        picking.drop_example(example=row, by=study.manager)
    assert editor.post(study.url("example_drop", row.uuid)).status_code == 404
    for statement in ("DELETE FROM coding_app_codeexample", "UPDATE coding_app_codeexample SET is_counter = true"):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_new_draft_has_the_examples_and_may_lose_them(study, talk, editor):
    row = pick(study, talk[1], start=0, end=3)
    first = study.publish()
    draft = study.next_draft()
    (copy,) = queries.examples(draft)[row.code_id]
    assert (copy.pk != row.pk, copy.start, copy.end, copy.picked_by, copy.picked_at) == (
        True, 0, 3, study.manager, row.picked_at,
    )  # fmt: skip
    assert editor.post(study.url("example_drop", copy.uuid)).status_code == 303
    assert queries.examples(draft) == {}
    assert len(queries.examples(first)[row.code_id]) == 1
    assert Event.objects.latest("pk").verb == "example_dropped"


def test_examples_leave_with_their_entry(study, talk):
    pick(study, talk[1])
    pick(study, talk[1], slug="tone.1")
    drafting.remove_entry(definition=study.entry("stance"), by=study.manager)
    assert [row.code.slug for row in CodeExample.objects.all()] == ["tone.1"]


def test_an_example_needs_a_code_of_the_draft(study, talk):
    drafting.remove_entry(definition=study.entry("stance.for"), by=study.manager)
    with pytest.raises(picking.CodeIsNotThere):
        pick(study, talk[1])


def test_examples_are_read_in_one_query_and_shown_to_readers(study, talk, django_assert_num_queries):
    pick(study, talk[2], is_counter=True)
    row = pick(study, talk[1], start=6, end=23)
    version = study.publish()
    with django_assert_num_queries(1):
        found = queries.examples(version)[row.code_id]
        words = [(one.post.author.alias, one.is_counter, one.post.thread_id > 0) for one in found]
    assert words == [("AD-002", False, True), ("AD-003", True, True)]
    reader = study.client(study.reader)
    for page in (
        reader.get(study.url("codebook"), {"code": row.code.uuid}),
        reader.get(study.url("code", row.code.uuid)),
    ):
        assert "pas payée la nuit</blockquote>" in page.text
        assert "&lt;b&gt;Oui" in page.text
        assert "Take it out" not in page.text
