"""ODS is read as a stream; workbooks of both kinds are read one sheet or all sheets alike."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from odfdo import Cell, Document, Row, Table

from corpus.importers import registry, table
from corpus.importers.base import Recipe, UnreadableFile
from tests.pure.importers.conftest import places, read

OFFICE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)


def ods(sheets: dict[str, list[list]]) -> bytes:
    made = Document("spreadsheet")
    made.body.clear()
    for name, rows in sheets.items():
        page = Table(name)
        for cells in rows:
            row = Row()
            for value in cells:
                row.append_cell(Cell(value))
            page.append_row(row)
        made.body.append(page)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def by_hand(rows: str, **parts: str) -> bytes:
    """Write the least ODS there is, around rows of XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        end = "</table:table></office:spreadsheet></office:body></office:document-content>"
        made.writestr("content.xml", f'{OFFICE}<table:table table:name="A">{rows}{end}')
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def row(*cells: str, times: str = "1") -> str:
    inner = "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
    return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'


def test_cells_of_every_kind(file):
    path = file(
        ods({
            "lisez-moi": [["Export"]],
            "Messages": [
                ["id", "message", "date", "likes"],
                [1, "Bonjour", datetime(2020, 2, 3, 18, 42), 12],  # noqa: DTZ001  (cells have no zone)
                ["1997370581860180189", "gardé", "2020-02-04", None],
                [1997370581860180189, "perdu", None, None],
                [3, None, None, None],
            ],
        }),
        "f.ods",
    )  # fmt: skip
    recipe = registry.guess_recipe(path)
    assert (recipe.sheet, recipe.header_row, table.sheet_names(path)) == ("Messages", 1, ("lisez-moi", "Messages"))
    posts, problems = read(path, recipe)
    assert [(p.line, p.external_id, p.text, p.likes) for p in posts] == [
        (2, "1", "Bonjour", 12),
        (3, "1997370581860180189", "gardé", None),
    ]
    assert [p.posted_at for p in posts] == [
        datetime(2020, 2, 3, 17, 42, tzinfo=UTC),
        datetime(2020, 2, 3, 23, tzinfo=UTC),
    ]
    assert places(problems) == [(4, "id", "id_rounded"), (5, "message", "empty_text")]


def test_repeated_cells_and_rows_unfold_only_where_they_hold_something(file):
    rows = (
        row("id", "message")
        + row("1", "un<text:line-break/>deux<office:annotation><text:p>non</text:p></office:annotation>")
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>' + row("2", "trois")
    )
    posts, problems = read(file(by_hand(rows), "f.ods"))
    assert [(p.line, p.text) for p in posts] == [(2, "un\ndeux"), (1_048_003, "trois")]
    assert problems == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (by_hand(row("id", "message") + row("1", "a", times="1000000")), "archive_compressed_too_much"),
        (by_hand("<table:table-row>"), "archive_damaged"),
        (by_hand("", **{"META-INF__manifest.xml": "<m:encryption-data/>"}), "archive_encrypted"),
        (by_hand("<a>" * 600 + "</a>" * 600), "xml_too_deep"),
        (by_hand("").replace(b"content.xml", b"contents.xm"), "archive_damaged"),
    ],
)
def test_refused_files(file, content, code):
    with pytest.raises(UnreadableFile) as refused:
        read(file(content, "f.ods"))
    assert refused.value.code == code


CODERS = {
    "Ana": [["id", "Message", "likes"], ["1", "Bonjour à toutes", 3], ["2", "Merci", None]],
    "notes": [["rien"]],
    "Bea": [["Likes", "message", "ID"], ["x", "Bon courage", "3"], [None, "", "4"]],
}


@pytest.mark.parametrize("write", [xlsx, ods])
def test_all_sheets_with_the_same_columns(file, write):
    path = file(write(CODERS), "f.bin")
    recipe = registry.guess_recipe(path)
    assert registry.entry("table").questions(path, recipe) == ("sheets",)
    posts, problems = read(path, recipe)
    assert [p.text for p in posts] == ["Bonjour à toutes", "Merci"]
    assert [(p.code, p.params, p.severity) for p in problems] == [("sheets_left_out", {"count": "1"}, "warning")]

    every = Recipe(**recipe.to_dict() | {"options": {"sheets": "all"}, "columns": {**recipe.columns, "title": "sheet"}})
    assert registry.entry("table").questions(path, every) == ()
    posts, problems = read(path, every)
    assert [(p.external_id, p.text, p.title, p.likes) for p in posts] == [
        ("1", "Bonjour à toutes", "Ana", 3),
        ("2", "Merci", "Ana", None),
        ("3", "Bon courage", "Bea", None),
    ]
    assert [(p.line, p.column, p.code) for p in problems] == [
        (0, "", "sheet_differs"),
        (2, "Bea: likes", "number_unknown"),
        (3, "Bea: Message", "empty_text"),
    ]
