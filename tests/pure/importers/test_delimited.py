"""Rows keep the line they start at, whatever was broken before them."""

import pytest

from corpus.importers import delimited
from corpus.importers.base import Problem, UnreadableFile
from corpus.importers.delimited import read_rows, refuse_too_wide


def rows(path, **more):
    return [
        (row.line, row.code) if isinstance(row, Problem) else (row.line, *row.cells)
        for row in read_rows(path, "utf-8", ",", **more)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [(1, "a", "b"), (2, "1", "2")]),
        ('a\n"x\ny\nz"\nb\n', [(1, "a"), (2, "x\ny\nz"), (5, "b")]),
        ("a\n\n \nb", [(1, "a"), (4, "b")]),
        ('a\n"x" y\nb\n', [(1, "a"), (2, "quote_unbalanced"), (3, "b")]),
        # An open quotation mark swallows the rest; only its own line is lost.
        ('a\n"x\nb\n"c\nd"\ne\n', [(1, "a"), (2, "quote_unbalanced"), (3, "b"), (4, "c\nd"), (6, "e")]),
        ('"a\n"b\n"c\n', [(1, "quote_unbalanced"), (2, "quote_unbalanced"), (3, "quote_unbalanced")]),
        ('"a\nb\nc', [(1, "quote_unbalanced"), (2, "b"), (3, "c")]),
        ('x\r\n"a\r\nb"\r\nc', [(1, "x"), (2, "a\r\nb"), (4, "c")]),
        ("", []),
    ],
)
def test_each_row_is_told_with_its_first_line(file, text, expected):
    assert rows(file(text.encode())) == expected


def test_a_cell_or_a_line_too_long_costs_one_row(file, monkeypatch):
    long = "y" * (delimited.MAX_CELL_CHARACTERS + 1)
    assert rows(file(f"a\n{long},b\nc\n".encode())) == [(1, "a"), (2, "cell_too_long"), (3, "c")]
    monkeypatch.setattr(delimited, "_LONGEST_LINE", 10)
    found = rows(file(b"a\n1,2,3,4,5,6,7,8,9,10,11,12,13\nb\nshort,one"))
    assert found == [(1, "a"), (2, "cell_too_long"), (3, "b"), (4, "short", "one")]


def test_only_so_many_lines_are_looked_at(file):
    path = file(b'a\n"x\nb\nc\n')
    assert rows(path, most_lines=2) == [(1, "a"), (2, "quote_unbalanced")]
    assert rows(path, most_lines=3) == [(1, "a"), (2, "quote_unbalanced"), (3, "b")]
    assert rows(path, most_lines=0) == []


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_line_of_a_million_empty_cells_is_refused_before_it_is_cut(sign):
    with pytest.raises(UnreadableFile) as refused:
        refuse_too_wide(sign * delimited.MAX_CELL_CHARACTERS + "\n")
    assert (refused.value.code, refused.value.params) == ("too_many_columns", {"limit": "2000"})


@pytest.mark.parametrize("line", ["," * 999_999, "a" * 1_500_000, '"' + "," * 1_500_000 + '"', "a, " * 900_000])
def test_a_long_text_is_not_taken_for_empty_cells(line):
    assert refuse_too_wide(line) is None
