"""Workbooks are read as a stream, after those made to exhaust a machine are refused."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from corpus.importers import registry
from corpus.importers.base import UnreadableFile
from corpus.importers.workbook import check_workbook
from tests.pure.importers.conftest import places, read


def book(rows, *, before=(), title="Messages") -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    for name, lines in before:
        page.title = name
        for line in lines:
            page.append(line)
        page = made.create_sheet()
    page.title = title
    for row in rows:
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with parts replaced or added (`__` stands for a slash in a name)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        names = {n.replace("__", "/") + ".xml": v for n, v in parts.items()}
        for name in old.namelist():
            new.writestr(name, names.pop(name, old.read(name)))
        for name, value in names.items():
            new.writestr(name, value)
    return target.getvalue()


HEADER = ["id", "message", "date", "auteur"]
GOOD = book([HEADER, ["1", "Bonjour", datetime(2020, 2, 3, 18, 42), "Zoé"]])  # noqa: DTZ001  (cells have no zone)


def test_cells_of_every_kind(file):
    rows = [
        HEADER,
        [1, "Bonjour", datetime(2020, 2, 3, 18, 42), "Zoé"],  # noqa: DTZ001
        [2.0, "=A1+B1", datetime(2020, 2, 4).date(), None],  # noqa: DTZ001
        ["1997370581860180189", "gardé", 43865.5, "Léa"],
        [1997370581860180189, "perdu", None, None],
        [None, None, None, None],
        [3, 42, "31/02/2020", None],
    ]
    posts, problems = read(file(book(rows, before=[("lisez-moi", [["Export du groupe"]])]), "f.xlsx"))
    assert [(p.external_id, p.text, p.line) for p in posts] == [
        ("1", "Bonjour", 2),
        ("2", "=A1+B1", 3),
        ("1997370581860180189", "gardé", 4),
    ]
    assert [p.posted_at for p in posts] == [
        datetime(2020, 2, 3, 17, 42, tzinfo=UTC),
        datetime(2020, 2, 3, 23, tzinfo=UTC),
        datetime(2020, 2, 4, 11, tzinfo=UTC),
    ]
    assert places(problems) == [(3, "message", "formula_kept"), (5, "id", "id_rounded"), (7, "date", "date_impossible")]


def test_a_stray_last_cell_is_no_heap_of_rows(file):
    made = openpyxl.Workbook()
    made.active.append(["id", "message"])
    made.active.append(["1", "Bonjour"])
    made.active.cell(row=200_000, column=16_384, value="égaré")
    stream = io.BytesIO()
    made.save(stream)
    posts, problems = read(file(stream.getvalue(), "f.xlsx"))
    assert [p.text for p in posts] == ["Bonjour"]
    assert places(problems) == [(200_000, "", "too_many_columns")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            changed(GOOD, xl__sharedStrings=b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "b">]><sst/>'),
            "archive_doctype",
        ),
        (
            changed(
                GOOD, xl__sharedStrings='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE sst><sst/>'.encode("utf-16")
            ),
            "archive_doctype",
        ),
        (changed(GOOD, xl__sharedStrings=b"<sst>" + b" " * 12_000_000 + b"</sst>"), "archive_compressed_too_much"),
        (changed(GOOD, **{f"x{n}": b"<a/>" for n in range(2001)}), "archive_too_many_entries"),
        (changed(GOOD, **{"..__evil": b"<a/>"}), "archive_unsafe_name"),
        (b"PK\x03\x04 not a zip", "archive_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "archive_encrypted"),
    ],
)
def test_refused_workbooks(file, content, code):
    with pytest.raises(UnreadableFile) as refused:
        check_workbook(file(content, "f.xlsx"))
    assert refused.value.code == code


def test_a_zip_that_is_no_workbook(file):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("a.txt", "bonjour")
    with pytest.raises(UnreadableFile) as refused:
        registry.guess_recipe(file(target.getvalue(), "f.xlsx"))
    assert refused.value.code == "archive_unknown"
