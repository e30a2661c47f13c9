"""A file is taken in once and handed out placed."""

from datetime import UTC, datetime

from corpus.importers.base import PostRecord
from corpus.intake import Intake
from corpus.pseudonyms import Masker

KEY = b"k" * 32


def taken(*records):
    with Intake(KEY, "facebook") as intake:
        for record in records:
            intake.take(record)
        problems = list(intake.settle())
        masker = Masker(intake.people.spoken, None, lambda p: f"P{intake.people.root(p)}")
        return intake, list(zip(intake.places(), intake.masked(masker), strict=True)), problems


def record(line, text, minute=0, **more):
    return PostRecord(text=text, line=line, posted_at=datetime(2020, 2, 3, 12, minute, tzinfo=UTC), **more)


def test_places_follow_opening_then_time_then_file():
    _, placed, _ = taken(
        record(1, "tard", 9, external_id="c", parent_external_id="a"),
        record(2, "tôt", 3, external_id="b", parent_external_id="a"),
        record(3, "ouverture", 30, external_id="a"),
        record(4, "tôt aussi", 3, external_id="d", parent_external_id="c"),
    )
    assert [(m.words.text, m.position, p.is_opening, p.group, p.parent_number) for p, m in placed] == [
        ("tard", 3, False, 0, 2),
        ("tôt", 1, False, 0, 2),
        ("ouverture", 0, True, 0, None),
        ("tôt aussi", 2, False, 0, 0),
    ]


def test_answers_to_the_same_missing_post_share_a_thread():
    intake, placed, _ = taken(
        record(1, "a", parent_external_id="x"), record(2, "b", parent_external_id="x"), record(3, "c")
    )
    assert [p.group for p, _ in placed] == [0, 0, 1]
    assert len(intake.parents_outside()) == 2


def test_repeats_are_counted_once_and_undated_twins_are_kept():
    same = PostRecord(text="+1", line=2, author_name="A")
    intake, placed, _ = taken(
        record(1, "x", external_id="1"), record(9, "y", external_id="1"), record(3, "z"), record(4, "z"), same, same
    )
    assert (intake.tally.repeated, [m.words.text for _, m in placed]) == (2, ["x", "z", "+1", "+1"])


def test_ids_that_may_name_people_are_not_kept():
    ids = ["1220000000000000001", "t3_ab1", "https://exemple.org/1", "mireille", "Mireille Plumeau 1", "a" * 65 + "1"]
    _, placed, _ = taken(*(record(n, str(n), external_id=i) for n, i in enumerate(ids)))
    assert [m.words.external_id for _, m in placed] == ["1220000000000000001", "t3_ab1", "", "", "", ""]


def test_more_posts_than_one_chunk_come_back_in_order():
    _, placed, _ = taken(*(record(n, f"texte {n}", external_id=f"m{n}") for n in range(2_345)))
    assert [m.words.text for _, m in placed] == [f"texte {n}" for n in range(2_345)]


def test_a_circle_is_reported_once_with_its_line():
    _, placed, problems = taken(
        record(4, "a", external_id="a", parent_external_id="b"), record(5, "b", external_id="b", parent_external_id="a")
    )
    assert [(p.line, p.code, p.severity) for p in problems] == [(4, "cycle_broken", "warning")]
    assert [p.parent_number for p, _ in placed] == [None, 0]


def test_a_thread_has_the_title_of_its_opening():
    intake, _, _ = taken(
        record(1, "b", external_id="2", thread_external_id="1", title="Re: titre"),
        record(2, "a", 5, external_id="1", title="Titre"),
    )
    assert intake.title_of(0) == "Titre"
