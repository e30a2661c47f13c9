"""The normal form of a pasted thread: written, recognized and read; known again when it has grown."""

from datetime import date

import pytest

from corpus.importers import pasted
from corpus.importers.base import Medium, PostRecord, Problem, Recipe, Severity, UnreadableFile
from corpus.importers.head import Head
from corpus.importers.pasted import Shot, known_by, read, sniff, write
from corpus.importers.pasted_text import Pasted

DAY = date(2020, 2, 20)
THREAD = [
    Pasted("Mimi Durand", "2 sem.", "Faut-il nettoyer la litière ?"),
    Pasted("Zouzou", "hier à 14:30", "Non", 0),
    Pasted("", "un beau matin", "Si", 1),
    Pasted("Luce", "", "", 0),
]


@pytest.fixture
def keep(tmp_path):
    def kept(content: bytes):
        path = tmp_path / "thread"
        path.write_bytes(content)
        return path

    return kept


def test_there_and_back(keep):
    path = keep(write(THREAD, DAY))
    first, second, remark, third, refused = read(path, Recipe(format="pasted"))
    assert (first.text, first.line, first.author_name, first.kind, first.parent_external_id) == (
        "Faut-il nettoyer la litière ?", 1, "Mimi Durand", "post", "",
    )  # fmt: skip
    assert (first.posted_at.isoformat(), first.time_status, first.time_precision) == (
        "2020-02-06T11:00:00+00:00", "estimated", "week",
    )  # fmt: skip
    assert (second.posted_at.isoformat(), second.kind) == ("2020-02-19T13:30:00+00:00", "reply")
    assert (second.parent_external_id, third.parent_external_id) == (first.external_id, second.external_id)
    assert remark == Problem(3, "when", "date_unknown", {"value": "un beau matin"}, Severity.WARNING)
    assert (third.text, third.posted_at, third.time_status) == ("Si", None, "unknown")
    assert refused == Problem(4, "text", "empty_text")


def test_every_id_is_made_up(keep):
    found = [item for item in read(keep(write(THREAD, DAY)), Recipe()) if isinstance(item, PostRecord)]
    assert all(item.external_id.startswith("~") for item in found)


def test_a_day_chosen_later_counts(keep):
    path = keep(write(THREAD, DAY))
    first = next(read(path, Recipe(options={"captured_on": "2021-02-20"})))
    assert first.posted_at.date() == date(2021, 2, 6)


def test_pictures_come_along(keep):
    path = keep(write(THREAD, DAY, [Shot(0, b"one", "Un bac"), Shot(3, b"two")]))
    found = [item for item in read(path, Recipe()) if isinstance(item, PostRecord)]
    assert [item.media for item in found] == [
        (Medium("image", "Un bac", "pictures/1"),), (), (), (Medium("image", "", "pictures/2"),),
    ]  # fmt: skip


def test_the_same_thread_is_the_same_bytes():
    shots = [Shot(0, b"one", "Un bac")]
    assert write(THREAD, DAY, shots) == write(list(THREAD), DAY, list(shots))
    assert write(THREAD, DAY) != write(THREAD[:3], DAY)


def test_a_grown_thread_is_known_again():
    grown = [*THREAD[:2], Pasted("Nanou", "1 j", "Bof", 0), *THREAD[2:]]
    assert set(known_by(THREAD)) < set(known_by(grown))


def test_a_text_unfolded_later_is_the_same_post():
    start = (
        "Les annulations au dernier moment, les trajets non payés, les plannings refaits sans "
        "rien dire du tout à personne"
    )
    folded, whole = Pasted("Mimi", "", f"{start}…"), Pasted("mimi ", "", f"{start}, et tout le reste de l'histoire")
    assert known_by([folded]) == known_by([whole])


def test_equal_answers_are_counted():
    thanks = [Pasted("Mimi", "", "Merci !"), Pasted("Mimi", "", "merci"), Pasted("Zouzou", "", "Merci !")]
    assert len(set(known_by(thanks))) == 3


def test_a_short_answer_belongs_to_its_opening():
    answers = [Pasted("Mimi", "", "Merci", 0), Pasted("", "", "oui", 0), Pasted("Modo", "", "Lisez la charte " * 9, 1)]
    litter, pay = ([Pasted("Luce", "", opening), *answers] for opening in ("La litière ?", "La paie ?"))
    assert not set(known_by(litter)) & set(known_by(pay))


def test_emoji_are_told_apart():
    hearts, sun = Pasted("", "", "❤️❤️", 0), Pasted("", "", "☀️", 0)
    first, grown = known_by([THREAD[0], sun]), known_by([THREAD[0], hearts, sun])
    assert len(set(grown)) == 3
    assert grown[2] == first[1]


@pytest.mark.parametrize("shots", [(), (Shot(0, b"one"),)])
def test_it_is_recognized(keep, shots):
    assert sniff(Head(keep(write(THREAD, DAY, shots)))).name == pasted.NAME


def test_other_json_is_not(keep):
    assert sniff(Head(keep(b'{"posts": []}'))) is None
    assert sniff(Head(keep(b"a,b\n1,2\n"))) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "archive_damaged"), (b'{"posts": []}', "json_not_posts"), (b"[]", "json_not_posts"),
        (b'{"entente": "pasted thread", "posts": [1]}', "json_not_posts"),
        (b"[" * 100_000, "archive_damaged"),
    ],
)  # fmt: skip
def test_what_is_no_thread(keep, content, code):
    with pytest.raises(UnreadableFile) as refused:
        list(read(keep(content), Recipe()))
    assert refused.value.code == code


@pytest.mark.parametrize("answers", [-1, 2, 99, True, "0", None])
def test_an_answer_to_nothing_opens(keep, answers):
    posts = [Pasted("Mimi", "", "Q"), Pasted("Zouzou", "", "R", answers)]
    found = list(read(keep(write(posts, DAY)), Recipe()))
    assert [item.parent_external_id for item in found] == ["", ""]
