"""A file is taken in once; its words come back in order, without people."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from corpus import intake as intake_module
from corpus.importers.base import Availability, Medium, PostKind, PostRecord, TimePrecision, TimeStatus
from corpus.intake import Intake, hashtags_of, masked, microseconds, redacted
from corpus.pseudonyms import Masker, digest

KEY = b"k" * 32
NOON = datetime(2020, 2, 3, 12, tzinfo=UTC)


def taken(*records):
    """Return the intake, the places it handed out and the words it kept."""
    places, names = [], []

    def sink(some_places, some_names):
        places.extend(some_places)
        names.extend(some_names)

    with Intake(KEY, "facebook", sink) as intake:
        for record in records:
            intake.take(record)
        intake.settle()
        return intake, places, [w for _, chunk in intake.words() for w in chunk], names


def record(line, text, minute=0, **more):
    return PostRecord(text=text, line=line, **({"posted_at": NOON + timedelta(minutes=minute)} | more))


def mark(value, kind="post"):
    return digest(KEY, "facebook", kind, value)


def test_a_place_is_made_of_digests():
    intake, (place,), (words,), names = taken(
        record(7, "Oui", 1, external_id="p2", parent_external_id="p1", thread_external_id="fil 1", author_name="Jo")
    )
    assert tuple(place) == (0, 7, mark("p2"), mark("p1"), mark("fil 1"), 0, 634_046_460_000_000, False)
    assert (words.text, words.words_digest, words.external_id) == ("Oui", mark("Oui", "words"), "p2")
    assert (names, intake.count, intake.has_loose) == ([], 1, False)
    assert intake.thread_digest(mark("p1")) == mark(mark("p1").hex(), "thread")


def test_a_bare_thread_id_is_kept_once():
    *_, names = taken(*(record(n, "x", external_id=str(n), thread_external_id="44") for n in range(3)))
    assert names == [(mark("44"), "44")]


def test_without_an_id_who_said_what_when_tells_a_post():
    same = [
        record(1, "merci", author_name="Jo"),
        record(2, "merci", author_name="Jo", posted_at=NOON.astimezone(timezone(timedelta(hours=2)))),
    ]
    other = [record(3, "merci", 1, author_name="Jo"), record(4, "merci", author_name="Al"), record(5, "non")]
    _, places, _, _ = taken(*same, *other)
    assert len({p.digest for p in places[:2]}) == 1
    assert len({p.digest for p in places}) == 4


@pytest.mark.parametrize(("when", "status"), [(None, TimeStatus.UNKNOWN), (NOON, TimeStatus.ESTIMATED)])
def test_a_time_that_is_not_sure_tells_nothing(when, status):
    loose = {"author_name": "Jo", "time_status": status, "time_precision": TimePrecision.WEEK}
    intake, places, _, _ = taken(
        record(1, "+1", posted_at=when, **loose), record(2, "+1", posted_at=None, author_name="Jo")
    )
    assert len({p.digest for p in places}) == 1
    assert [p.is_loose for p in places] == [True, True]
    assert intake.has_loose


def test_a_native_id_is_stronger_than_an_estimated_time():
    _, (place,), _, _ = taken(record(1, "+1", external_id="9", time_status=TimeStatus.ESTIMATED))
    assert (place.is_loose, place.digest) == (False, mark("9"))


def test_ids_that_may_name_people_are_not_kept():
    ids = [
        "1220000000000000001",
        "t3_ab1",
        "https://exemple.org/1",
        "mireille",
        "Mireille Plumeau 1",
        "~Jo 12:00",
        "a" * 65 + "1",
    ]
    *_, words, _ = taken(*(record(n, str(n), external_id=i) for n, i in enumerate(ids)))
    assert [w.external_id for w in words] == ["1220000000000000001", "t3_ab1", "", "", "", "", ""]


def test_more_posts_than_one_chunk_come_back_in_order():
    intake, places, words, _ = taken(*(record(n, f"texte {n}", external_id=f"m{n}") for n in range(2_345)))
    assert [w.text for w in words] == [f"texte {n}" for n in range(2_345)]
    assert [p.number for p in places] == list(range(2_345))
    assert [first for first, _ in _chunks_again(intake)] == []


def _chunks_again(intake):
    """The file is closed when the intake is left."""
    with pytest.raises(ValueError, match="closed"):
        list(intake.words())
    return []


def test_what_no_database_can_hold_is_taken_out():
    *_, (words,), _ = taken(
        record(
            1,
            "a\0b \ud800 fin",
            external_id="i\ud800",
            author_name="J\udfff",
            language="fr-FR-x-toolong",
            hashtags=("x\0y",),
        )
    )
    assert (words.text, words.hashtags, words.language) == ("ab ? fin", ("xy",), "fr-FR-x-to")


def test_a_place_without_words_is_told():
    *_, words, _ = taken(
        record(1, "", external_id="1", availability=Availability.DELETED),
        record(2, "mot", external_id="2", availability=Availability.WITHHELD),
        record(3, "", external_id="3"),
    )
    assert [w.is_gone for w in words] == [True, False, False]


def test_who_asks_is_an_interviewer():
    intake, *_ = taken(
        record(1, "Alors ?", kind=PostKind.QUESTION, author_name="Enquêtrice"), record(2, "Oui", author_name="Jo")
    )
    asking = intake.people.author("", "", "Enquêtrice")
    assert intake.people.interviewers() == {asking}


def test_words_are_masked_around_the_post_too():
    intake, _, (words,), _ = taken(
        record(
            1, "Merci @Jo, appelle le 06 00 00 00 00 #Toilette", external_id="1", author_name="Jo Untel",
            author_handle="jo", title="Jo Untel demande", media=(Medium("image", "Photo de Jo Untel", "a/b.jpg"),),
        )
    )  # fmt: skip
    masker = Masker(intake.people.spoken, None, lambda p: f"AD-00{intake.people.root(p)}")
    found = masked(words, masker)
    assert (found.text, found.title) == ("Merci @AD-000, appelle le [téléphone] #Toilette", "AD-000 demande")
    assert found.media == (("image", "Photo de AD-000", "a/b.jpg"),)
    assert found.hashtags == (("toilette", "Toilette"),)
    assert [tuple(h) for h in found.hits] == [("phone", 26, 37, "06 00 00 00 00")]
    assert found.text[26:37] == "[téléphone]"


def test_a_hashtag_of_the_file_that_names_somebody_is_left_out():
    tags = ("Toilette", "Sophie", "Jo Untel", "grève")
    intake, _, (quiet, loud), _ = taken(
        record(1, "Merci #Toilette", external_id="1", author_name="Jo Untel", hashtags=tags),
        record(2, "Merci Sophie #grève", external_id="2", hashtags=tags),
    )
    masker = Masker(intake.people.spoken, None, lambda p: f"AD-00{intake.people.root(p)}")
    for words in (quiet, loud):
        assert [name for name, _ in masked(words, masker).hashtags] == ["toilette", "grève"]


def test_masks_stand_where_they_are_said_to():
    text, hits = redacted("🐈 a@b.fr puis c.d@e.fr !", "fr")
    assert text == "🐈 [e-mail] puis [e-mail] !"
    assert [(h.kind, text[h.start : h.end], h.original) for h in hits] == [
        ("email", "[e-mail]", "a@b.fr"),
        ("email", "[e-mail]", "c.d@e.fr"),
    ]


def test_hashtags_are_folded_and_counted_once():
    assert hashtags_of("#DocTocToc #doctoctoc #50ans #3 a#b", ("Autre", "#autre")) == (
        ("autre", "Autre"),
        ("doctoctoc", "DocTocToc"),
        ("50ans", "50ans"),
    )


def test_times_are_counted_in_microseconds_from_2000():
    assert microseconds(datetime(2000, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))) == 0
    assert microseconds(datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


def test_words_wait_in_chunks_of_few_posts_or_of_few_characters(monkeypatch):
    monkeypatch.setattr(intake_module, "CHUNK", 3)
    monkeypatch.setattr(intake_module, "CHUNK_CHARACTERS", 10)
    handed = []
    with Intake(KEY, "facebook", lambda places, _: handed.append([p.number for p in places])) as intake:
        for line, text in enumerate(["a", "b", "c", "d" * 9, "e" * 9, "f", "g"], start=1):
            intake.take(record(line, text))
        intake.settle()
        found = [(first, [w.text[0] for w in words]) for first, words in intake.words()]
    assert intake.chunks == [(0, 3), (3, 5), (5, 7)]
    assert found == [(0, ["a", "b", "c"]), (3, ["d", "e"]), (5, ["f", "g"])]
    assert handed == [[0, 1, 2], [3, 4], [5, 6]]
