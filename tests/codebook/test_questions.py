"""Questions on codes: asked by coders, answered once, taken into the draft, posts shown to whom they may be."""

import pytest
from django.apps import apps
from django.db import connection

from coding_app.codebook import asking, drafting, picking, queries
from coding_app.codebook import talk as reads
from coding_app.codebook.models import CodeQuestion
from coding_app.codebook.traces import forget_in_codebook
from coding_app.core.models import Event
from corpus.models import Post

WORDS = "Est-ce que les patins comptent ?"


@pytest.fixture
def editor(study, talk):
    return study.client(study.manager)


@pytest.fixture
def coder(study, talk):
    return study.client(study.coder)


def ask(study, slug="stance.for", text=WORDS, **other):
    return asking.ask(project=study.project, code=study.code(slug), text=text, by=study.coder, **other)


def answer(editor, study, row, act, **sent):
    return editor.post(study.url("question", row.uuid), {"act": act, "text": "Oui, les patins aussi.", **sent})


def test_a_coder_asks_from_a_passage_and_an_editor_sees_it(study, talk, coder, editor):
    form = study.url("question_new", study.code("stance.for").uuid) + f"?post={talk[1].uuid}&start=6&end=15"
    page = coder.get(form)
    assert "pas payée</blockquote>" in page.text
    sent = {"kind": "question", "text": WORDS, "post": str(talk[1].uuid), "start": "6", "end": "15"}
    assert coder.post(form, sent).status_code == 303
    row = CodeQuestion.objects.get()
    assert (row.asked_by, row.post, row.start, row.end, row.kind) == (study.coder, talk[1], 6, 15, "question")
    assert (Event.objects.latest("pk").verb, Event.objects.latest("pk").object_uuid) == ("question_asked", row.uuid)
    page = editor.get(study.url("question_list")).text
    assert WORDS in page
    assert "hx-ignore>pas payée</blockquote>" in page
    assert study.url("question", row.uuid) in page
    assert WORDS in editor.get(study.url("definition_edit", row.code.uuid)).text


def test_the_post_is_for_who_asked_and_who_edits(study, talk, coder, editor):
    row = ask(study, post=talk[1], start=6, end=15)
    for page in ("question_list", "code"):
        url = study.url(page, *([row.code.uuid] if page == "code" else []))
        assert "pas payée</blockquote>" in coder.get(url).text
        assert "pas payée</blockquote>" in editor.get(url).text
        theirs = study.client(study.reader).get(url).text
        assert WORDS in theirs
        assert "pas payée" not in theirs
        assert str(talk[1].uuid) not in theirs


def test_a_proposal_in_the_words_of_a_post_is_for_who_made_it_and_who_edits(study, talk, coder, editor):
    row = ask(
        study, slug="stance", text="pas payée\nc’est ce qui fâche", kind="proposal", post=talk[1], start=6, end=15
    )
    urls = [study.url("question_list"), study.url("code", row.code.uuid), study.url("decisions")]
    reader = study.client(study.reader)
    shown = [["ce qui fâche" in client.get(url).text for url in urls] for client in (coder, editor, reader)]
    assert shown == [[True] * 3, [True] * 3, [False] * 3]
    assert "pas payée" not in "".join(reader.get(url).text for url in urls)
    # The journal still says that somebody proposed a code.
    assert "Coline proposed a code" in reader.get(urls[2]).text
    ask(study, slug="stance", text="Autre avis", kind="proposal")
    assert "Autre avis" in reader.get(urls[0]).text


def test_the_list_of_questions_has_pages(study, coder, monkeypatch):
    monkeypatch.setattr("coding_app.codebook.question_views.QUESTIONS_A_PAGE", 2)
    for number in range(1, 4):
        ask(study, text=f"Question no {number} ?")
    first, second = (coder.get(study.url("question_list"), {"page": page}).text for page in (1, 2))
    assert ["Question no 1" in first, "Question no 3" in first, "1 to 2 of 3" in first] == [True, False, True]
    assert ["Question no 1" in second, "Question no 3" in second, "3 to 3 of 3" in second] == [False, True, True]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"text": " "}, 422),
        ({"text": "x" * 2001}, 422),
        ({"kind": "autre"}, 422),
        ({"post": "pas-un-uuid"}, 422),
        ({"start": "-1"}, 422),
        ({"start": "0", "end": "9999"}, 422),
        ({"start": "4"}, 422),
        ({"post": "6a0c3f2e-0c38-4a5e-9d4f-1f2f0b6d8a11"}, 404),
    ],
)
def test_a_wrong_question_is_not_kept(study, talk, coder, sent, status):
    full = {"kind": "question", "text": WORDS, "post": str(talk[1].uuid), **sent}
    answered = coder.post(study.url("question_new", study.code("stance.for").uuid), full)
    assert answered.status_code == status
    assert not CodeQuestion.objects.exists()


def test_readers_read_and_coders_do_not_answer(study, talk, coder):
    row = ask(study)
    new = study.url("question_new", row.code.uuid)
    assert study.client(study.reader).get(new).status_code == 403
    assert study.client(study.stranger).get(study.url("question_list")).status_code == 404
    assert coder.get(study.url("question", row.uuid)).status_code == 403
    assert answer(coder, study, row, "answer").status_code == 403
    assert "Answer it" not in coder.get(study.url("question_list")).text


@pytest.mark.parametrize(("act", "outcome"), [("answer", "answered"), ("decline", "declined")])
def test_an_answer_alone_changes_no_definition(study, talk, editor, act, outcome):
    before = drafting.fingerprint(study.entry("stance.for"))
    row = ask(study)
    assert answer(editor, study, row, act)["Location"] == study.url("question_list")
    row.refresh_from_db()
    assert (row.outcome, row.answer, row.answered_by) == (outcome, "Oui, les patins aussi.", study.manager)
    assert drafting.fingerprint(study.entry("stance.for")) == before
    assert Event.objects.latest("pk").verb == f"question_{outcome}"
    page = study.client(study.reader).get(study.url("code", row.code.uuid)).text
    assert "Oui, les patins aussi." in page


def test_an_answer_becomes_a_line_of_the_definition(study, talk, editor):
    row = ask(study)
    sent = answer(editor, study, row, "take", place="do_not_use_when", language="en")
    assert sent["Location"] == study.url("definition_edit", row.code.uuid) + "#entry"
    entry = study.entry("stance.for")
    assert entry.do_not_use_when_en == 'Approval subject to a condition: "Conditional".\nOui, les patins aussi.'
    assert "patins" not in entry.do_not_use_when_fr + entry.use_when_en
    row.refresh_from_db()
    assert row.outcome == "taken"


def test_taking_an_answer_begins_a_draft(study, talk, editor):
    first = study.publish()
    row = ask(study)
    answer(editor, study, row, "take", place="use_when", language="fr")
    draft = queries.draft(study.project)
    assert (draft.number, study.entry("stance.for", draft).use_when_fr.splitlines()[-1]) == (
        2,
        "Oui, les patins aussi.",
    )
    assert "patins" not in study.entry("stance.for", first).use_when_fr


def test_a_full_or_absent_definition_keeps_the_question_open(study, talk):
    row = ask(study)
    drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, use_when_fr="x" * 3999)
    given = {"question": row, "text": "deux", "place": "use_when", "language": "fr", "by": study.manager}
    with pytest.raises(asking.PlaceIsMissing, match="its text is full"):
        asking.take_into_definition(**given)
    drafting.remove_entry(definition=study.entry("stance.for"), by=study.manager)
    with pytest.raises(asking.PlaceIsMissing, match="Answer it alone"):
        asking.take_into_definition(**given)
    with pytest.raises(asking.AnswerIsMissing):
        asking.take_into_definition(**given | {"place": "definition"})
    row.refresh_from_db()
    assert (row.answered_at, row.outcome) == (None, "")


def test_a_question_is_answered_once_and_in_words(study, talk, editor):
    row = ask(study)
    empty = editor.post(study.url("question", row.uuid), {"act": "answer", "text": " "})
    assert (empty.status_code, "Write the answer." in empty.text) == (422, True)
    assert editor.post(study.url("question", row.uuid), {"act": "rire", "text": "x"}).status_code == 422
    answer(editor, study, row, "answer")
    again = answer(editor, study, row, "decline")
    assert (again.status_code, "already" in again.text) == (409, True)
    assert 'name="act"' not in editor.get(study.url("question", row.uuid)).text


def test_a_proposal_becomes_a_code_with_a_name(study, talk, editor):
    row = ask(study, slug="tone", text="Ironie\nOn dit le contraire.", kind="proposal", post=talk[1])
    page = editor.get(study.url("question", row.uuid)).text
    assert "Make it a code of the draft" in page
    assert "Add the answer to the definition" not in page
    # Made from a post, its first line may be words of the post: the editor writes a name.
    nameless = editor.post(study.url("question", row.uuid), {"act": "make_code", "language": "fr"})
    assert (nameless.status_code, "Give the code a name." in nameless.text) == (422, True)
    assert 'value="Ironie"' not in page
    sent = editor.post(study.url("question", row.uuid), {"act": "make_code", "language": "fr", "name": "Ironie"})
    made = study.entry("tone.ironie")
    assert sent["Location"] == study.url("definition_edit", made.code.uuid) + "#entry"
    assert (made.name_fr, made.definition_fr, made.name_en, made.parent.slug) == (
        "Ironie", "On dit le contraire.", "", "tone",
    )  # fmt: skip
    assert study.slugs()[-2:] == ["tone.ironie", "tone.none"]
    row.refresh_from_db()
    assert (row.outcome, row.answer) == ("taken", "It is a code of the draft now: “Ironie”.")
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))[-3:]
    assert verbs == ["code_proposed", "entry_added", "question_taken"]


def test_a_proposal_beside_a_code_lies_in_its_dimension(study, talk):
    row = ask(study, slug="tone.1", text="Dry\nWithout a smile.", kind="proposal")
    assert 'value="Dry"' in study.client(study.manager).get(study.url("question", row.uuid)).text
    _row, made = asking.make_code(question=row, name="Deadpan", language="en", by=study.manager)
    assert (made.parent.slug, made.name_en, made.definition_en) == ("tone", "Deadpan", "Without a smile.")
    gone = ask(study, slug="stance", text="Autre", kind="proposal")
    drafting.remove_entry(definition=study.entry("stance"), by=study.manager)
    with pytest.raises(asking.PlaceIsMissing, match="Add the code by hand"):
        asking.make_code(question=gone, name="Autre", language="fr", by=study.manager)


def test_the_list_asks_a_fixed_number_of_questions(study, talk, django_assert_num_queries):
    for _time in range(4):
        ask(study, post=talk[1])
    client = study.client(study.reader)
    with django_assert_num_queries(6):
        page = client.get(study.url("question_list"))
    assert page.text.count(WORDS) == 4
    assert [
        one.row.text for one in reads.as_seen_by(reads.open_questions(study.project), study.reader, edits=False)
    ] == [WORDS] * 4


def test_erasing_a_post_takes_its_words_out_of_questions_and_examples(study, talk):
    asked = ask(study, text="Elle a écrit pas payée", post=talk[1], start=6, end=15)
    other = ask(study, post=talk[0])
    asking.answer(question=asked, text="Oui, pas payée compte", by=study.manager)
    picking.pick_example(version=study.draft, code=study.code("stance.for"), post=talk[1], by=study.manager)
    study.publish()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")
    forget_in_codebook([talk[1].pk])
    asked.refresh_from_db()
    assert (asked.text, asked.answer, asked.post, asked.start, asked.outcome) == ("█", "█", None, None, "answered")
    events = apps.get_model("coding_app", "CodeQuestionEvent").objects
    assert set(events.filter(pgh_obj=asked.pk).values_list("text", "post_id")) == {("█", None)}
    assert set(events.filter(pgh_obj=asked.pk).values_list("answer", flat=True)) == {"", "█"}
    assert CodeQuestion.objects.get(pk=other.pk).post == Post.objects.get(pk=talk[0].pk)
    assert not apps.get_model("coding_app", "CodeExample").objects.exists()
    assert not apps.get_model("coding_app", "CodeExampleEvent").objects.exists()
