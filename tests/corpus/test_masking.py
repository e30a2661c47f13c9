"""A passage masked later: the words are gone everywhere, and every span still means the same words."""

import random

import pytest
from django.db import IntegrityError, connection, transaction

from corpus import facts, masking
from corpus.models import (
    Attachment,
    Hashtag,
    ImportBatch,
    PollOption,
    Post,
    PostWords,
    Redaction,
    TextChange,
    Thread,
    ThreadFacts,
)
from tests.factories import REVIEWED

TEXT = "😀 Sophie travaille avec Nadège, rue des Lilas, et Sophie aussi"


@pytest.fixture
def post(source):
    batch = ImportBatch.objects.create(source=source, state="done", file_name="a.csv", sha256="a" * 64, **REVIEWED)
    thread = Thread.objects.create(source=source, batch=batch, digest=b"t", title="Sophie travaille")
    made = Post.objects.create(source=source, thread=thread, batch=batch, digest=b"p", position=0, text=TEXT)
    PostWords.objects.create(post=made, vector="sophi")
    PollOption.objects.create(post=made, position=0, text="Sophie", votes=2)
    Attachment.objects.create(post=made, position=0, kind="image", description="photo de Sophie")
    TextChange.objects.create(post=made, batch=batch, text="Sophie travaille", text_before="Sophie", words_digest=b"w")
    return made


def test_the_mask_is_as_long_as_what_it_hides_and_says_who_and_why(post):
    at = TEXT.index("Nadège")
    made = masking.mask(post, start=at, end=at + 6, reason="une collègue", by="maud")
    post.refresh_from_db()
    assert post.text == TEXT.replace("Nadège", "██████")
    assert (made.start, made.end, made.reason, made.made_by) == (at, at + 6, "une collègue", "maud")


def test_the_words_are_gone_wherever_they_were_kept_with_the_post(post):
    at = TEXT.index("Sophie")
    masking.mask(post, start=at, end=at + 6, reason="prénom", by="maud")
    masking.mask(post, start=TEXT.rindex("Sophie"), end=TEXT.rindex("Sophie") + 6, reason="prénom", by="maud")
    post.refresh_from_db()
    assert "Sophie" not in post.text
    assert "soph" not in PostWords.objects.get(post=post).vector
    assert PollOption.objects.get().text == "██████"
    assert Attachment.objects.get().description == "photo de ██████"
    assert (TextChange.objects.get().text, TextChange.objects.get().text_before) == ("██████ travaille", "██████")
    assert Thread.objects.get().title == "██████ travaille"


def test_hashtags_that_hold_the_words_are_gone_from_the_post_and_from_the_facet(post):
    text = "Chez #Domiservices, en #grève ?"
    with transaction.atomic():
        masking.lawfully()
        Post.objects.filter(pk=post.pk).update(text=text)
    for written in ("Domiservices", "DomiservicesNord", "grève", "Lille"):
        Hashtag.objects.create(post=post, name=written.casefold(), written=written)
    facts.refresh([post.thread_id])
    at = text.index("Domiservices")
    masking.mask(post, start=at, end=at + 12, reason="employeur", by="maud")
    assert set(Hashtag.objects.values_list("name", flat=True)) == {"grève", "lille"}
    assert ThreadFacts.objects.get().hashtags == ["grève", "lille"]
    masking.mask(post, start=len(text) - 1, end=len(text), reason="essai", by="maud")
    assert (ThreadFacts.objects.get().questions, facts.check().is_right) == (0, True)


@pytest.mark.parametrize(
    ("text", "passage", "told"),
    [
        ("Vu chez Ana:D hier", "Ana", (0, 1)),  # what stood before the signs no longer keeps them from being a face
        ("Voir https://a.example/b c?d", " c", (0, 0)),  # the mark now lies within the address
        ("Qui vient ?", "Qui", (1, 0)),
    ],
)
def test_a_mask_also_counts_for_what_it_makes_of_the_words_around_it(post, text, passage, told):
    with transaction.atomic():
        masking.lawfully()
        Post.objects.filter(pk=post.pk).update(text=text)
    facts.refresh([post.thread_id])
    at = text.index(passage)
    masking.mask(post, start=at, end=at + len(passage), reason="x", by="maud")
    found = ThreadFacts.objects.get()
    assert (found.questions, found.emoticons) == told
    assert facts.check().is_right


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 5), (6, 2), (0, len(TEXT) + 1), (1, 2)])
def test_a_passage_outside_the_text_or_without_words_is_refused(post, start, end):
    with pytest.raises(masking.PassageNotThere):
        masking.mask(post, start=start, end=end, reason="x", by="maud")
    assert Redaction.objects.count() == 0


def test_a_passage_masked_already_is_refused(post):
    masking.mask(post, start=2, end=8, reason="x", by="maud")
    with pytest.raises(masking.PassageNotThere):
        masking.mask(post, start=2, end=8, reason="x", by="maud")


def test_a_thousand_masks_leave_every_other_span_on_its_words(post):
    dice = random.Random("a thousand masks")
    words = "une deux trois quatre cinq six sept huit neuf dix " * 40
    with transaction.atomic():
        masking.lawfully()
        Post.objects.filter(pk=post.pk).update(text=words)
    spans = [(m, m + 5) for m in range(0, len(words) - 5, 7)]
    hidden = [False] * len(words)
    done = 0
    while done < 1000:
        start = dice.randrange(len(words) - 1)
        end = start + dice.randint(1, 3)
        if end > len(words) or all(hidden[start:end]) or not words[start:end].strip():
            done += 1
            continue
        try:
            masking.mask(post, start=start, end=end, reason="x", by="maud")
        except masking.PassageNotThere:
            done += 1
            continue
        hidden[start:end] = [True] * (end - start)
        done += 1
    text = Post.objects.get(pk=post.pk).text
    expected = "".join(masking.MASK if gone else letter for letter, gone in zip(words, hidden, strict=True))
    assert [text[a:b] for a, b in spans] == [expected[a:b] for a, b in spans]


def test_the_promise_about_texts_is_closed_again_afterwards(post):
    with transaction.atomic():
        masking.mask(post, start=2, end=8, reason="x", by="maud")
        with pytest.raises(IntegrityError, match="a text changes only"), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(text="autre")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('entente.lawful_erasure', true)")
        assert cursor.fetchone()[0] != "on"
