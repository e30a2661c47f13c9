"""What several importers share: times of one file, made-up ids, streams of JSON, tables with known columns."""

import gzip
import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from corpus.importers import records, tarball
from corpus.importers.base import Availability, Medium, PollOption, PostRecord, Problem, Recipe, UnreadableFile
from corpus.importers.json_stream import Value
from corpus.importers.named_cells import Cells, read_cells, read_unquoted
from corpus.importers.records import Clock, Marks, When, count_of, is_relative, list_prefix, read_items, settle, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, ""), ({}, ""), ([1], ""), (12, "12"), (1997370581860180189, "1997370581860180189"), ("a", "a")],
)
def test_text_of(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "count"), [(3, 3), ("1,234", 1234), ("1,2 k", 1200), (None, None), (-1, None), ("x", None)]
)
def test_count_of(value, count):
    assert count_of(value) == count


@pytest.mark.parametrize(
    ("written", "at", "status"),
    [
        (1577100000, datetime(2019, 12, 23, 11, 20, tzinfo=UTC), "utc"),
        ("1579294140123", datetime(2020, 1, 17, 20, 49, tzinfo=UTC), "utc"),
        ("2024-03-01 08:30:00", datetime(2024, 3, 1, 7, 30, tzinfo=UTC), "local_assumed"),
        ("2024-03-01T08:30:00+02:00", datetime(2024, 3, 1, 6, 30, tzinfo=UTC), "offset"),
        ("2 sem.", datetime(2024, 3, 6, 11, tzinfo=UTC), "estimated"),
        ("12 mars", datetime(2024, 3, 12, 11, tzinfo=UTC), "estimated"),
        (0, None, "unknown"),
        (None, None, "unknown"),
        ("", None, "unknown"),
    ],
)
def test_clock_reads_what_platforms_write(written, at, status):
    found, problem = Clock(Recipe(options={"captured_on": "2024-03-20"})).read(written, 3, "time")
    assert (found.at, found.status, problem) == (at, status, None)


def test_clock_names_what_it_cannot_read():
    clock = Clock(Recipe())
    assert clock.read("hier", 3, "time") == (When(), Problem(3, "time", "date_relative", {"value": "hier"}, "warning"))
    assert clock.read("12 mars", 3, "time")[1].code == "date_relative"
    assert clock.read("demain", 3, "time")[1] == Problem(3, "time", "date_unknown", {"value": "demain"})
    assert clock.read("1950-01-01", 3, "time")[1].code == "date_out_of_range"
    with pytest.raises(UnreadableFile) as refused:
        Clock(Recipe(timezone="Mars/Olympus"))
    assert refused.value.code == "time_zone_unknown"


def test_clock_takes_the_order_and_the_hour_of_the_capture():
    assert Clock(Recipe(date_order="mdy")).read("03/04/2024", 1, "t")[0].at == datetime(2024, 3, 3, 23, tzinfo=UTC)
    assert Clock(Recipe()).read("03/04/2024", 1, "t")[0].at == datetime(2024, 4, 2, 22, tzinfo=UTC)
    hours = Clock(Recipe(options={"captured_on": "2024-03-20T15:00"})).read("2 h", 1, "t")[0]
    assert (hours.at, hours.precision) == (datetime(2024, 3, 20, 12, tzinfo=UTC), "hour")
    assert Clock(Recipe(options={"captured_on": "bientôt"})).read("2 h", 1, "t")[1].code == "date_relative"


@pytest.mark.parametrize(
    ("written", "answer"), [("2 sem.", True), ("hier", True), ("2024-01-01", False), (1577100000, False), ("", False)]
)
def test_is_relative(written, answer):
    assert is_relative(written) is answer


def test_settle_refuses_before_it_warns():
    post = PostRecord(text="un", line=4)
    warned, refused = records.warning("date_relative", 4, value="x"), Problem(4, "time", "date_unknown", {"value": "x"})
    assert list(settle(post, None)) == [post]
    assert list(settle(post, warned)) == [warned, post]
    assert list(settle(post, warned, refused)) == [refused]


@pytest.mark.parametrize(
    ("post", "code"),
    [
        (PostRecord(text=" ", line=1), "empty_text"),
        (PostRecord(text="a\0", line=1), "nul_character"),
        (PostRecord(text="a", line=1, author_name="\ud800"), "broken_character"),
        (PostRecord(text="a", line=1, external_id="\0"), "nul_character"),
        (PostRecord(text="a", line=1, poll=(PollOption("\0"),)), "nul_character"),
        (PostRecord(text="a" * 1_000_001, line=1), "cell_too_long"),
    ],
)
def test_settle_names_what_no_database_holds(post, code):
    assert [p.code for p in settle(post)] == [code]


def test_posts_without_words_that_still_say_something():
    for post in (
        PostRecord(text="", line=1, media=(Medium("image"),)),
        PostRecord(text="", line=1, poll=(PollOption("Oui"),)),
        PostRecord(text="", line=1, availability=Availability.DELETED),
    ):
        assert list(settle(post)) == [post]


def test_marks_know_a_post_again():
    long = "Une réponse assez longue pour être reconnue seule"
    first = Marks().mark("t", "p1", "Ana", long)
    assert first.startswith("~")
    assert len(first) == 33
    assert Marks().mark("t", "p2", "ANA ", long.upper()) == first
    assert Marks().mark("t", "p1", "Ana", f"{long}… Voir plus") == first
    assert Marks().mark("t", "p1", "Béa", long) != first
    assert Marks().mark("u", "p1", "Ana", long) != first
    assert Marks().mark("t", "p1", "Ana", "Merci") != Marks().mark("t", "p2", "Ana", "Merci")
    marks = Marks()
    assert [marks.mark("t", "p", "Ana", "Merci")[33:] for _ in range(3)] == ["", ":2", ":3"]


def test_items_stream_from_file_zip_and_gzip(file):
    text = '\ufeff{"a": {"b": [{"id": 1997370581860180189}, "x"]}, "c": 1}'
    plain = file(text, "a.json")
    packed = file(gzip.compress(text.encode()), "a.json.gz")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("in/a.json", text)
    inside = file(stream.getvalue(), "a.zip")
    expected = [Value(1, {"id": 1997370581860180189}), Value(2, "x")]
    assert list(read_items(plain, "a.b.item")) == expected
    assert list(read_items(packed, "a.b.item")) == expected
    assert list(read_items(inside, "a.b.item", member="in/a.json")) == expected
    assert (
        list_prefix(plain),
        list_prefix(inside, "in/a.json"),
        list_prefix(file("[1]")),
        list_prefix(file("{}")),
    ) == (
        "a.b.item",
        "a.b.item",
        "item",
        "",
    )


def test_items_end_at_a_named_problem(file):
    found = list(read_items(file('{"a": [1, 2, nope]}'), "a.item"))
    assert found[:2] == [Value(1, 1), Value(2, 2)]
    assert (found[2].line, found[2].code) == (3, "json_invalid")
    assert "nope" not in str(found[2])


def test_damaged_and_endless_archives_are_refused(file, monkeypatch):
    packed = gzip.compress(b'{"a": [' + b"1," * 100_000 + b"1]}")
    with pytest.raises(UnreadableFile) as refused:
        list(read_items(file(packed[:-40], "a.gz"), "a.item"))
    assert refused.value.code == "archive_damaged"
    monkeypatch.setattr(tarball, "MAX_UNPACKED_MB", 0)
    with pytest.raises(UnreadableFile) as refused:
        list(read_items(file(packed, "a.gz"), "a.item"))
    assert refused.value.code == "archive_too_large"


def test_tables_with_known_columns(file):
    path = file('id; Post  Created ;text\n1;None;"un ; deux"\n2;x;y;\n3;x;y;z\n4;"x\n')
    assert list(read_cells(path, Recipe(delimiter=";"))) == [
        Cells(2, {"id": "1", "text": "un ; deux"}),
        Cells(3, {"id": "2", "Post Created": "x", "text": "y"}),
        Problem(4, "", "too_many_cells", {"found": "4", "expected": "3"}),
        Problem(5, "", "quote_unbalanced"),
    ]
    assert Cells(2, {"a": " ", "b": " x "}).first("a", "b", "c") == "x"
    assert Cells(2, {}).first("a") == ""


def test_unquoted_tables(file):
    path = file('\ufeffid\ttext\r\n1\t"un\r\n\r\n2\tdeux"\r\n')
    assert list(read_unquoted(path, Recipe())) == [
        Cells(2, {"id": "1", "text": '"un'}),
        Cells(4, {"id": "2", "text": 'deux"'}),
    ]
    with pytest.raises(UnreadableFile):
        list(read_unquoted(file("\n\n", "empty.tab"), Recipe()))


def test_a_day_of_capture_is_a_day_or_a_moment():
    assert records._day("2024-03-20") == date(2024, 3, 20)
    assert records._day("2024-03-20T15:00") == datetime(2024, 3, 20, 15)  # noqa: DTZ001
    assert records._day("") is None
