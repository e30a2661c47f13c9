"""A table of problems that no spreadsheet calculates."""

import pytest

from coding_app.sources.problem_file import guarded, lines


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-5", "@sum", "\t=1", "\r=1", "\n=1", "'déjà"])
def test_what_looks_like_a_formula_gets_an_apostrophe(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Publié le", "12", "a=b", "1-2"])
def test_the_rest_stays(cell):
    assert guarded(cell) == cell


def test_lines_begin_with_a_mark_and_quote_what_they_must():
    made = list(lines(["Ligne", "Motif"], [["3", 'dit ; "non"'], ["4", "x\ny"]]))
    assert made == ["\ufeffLigne;Motif\r\n", '3;"dit ; ""non"""\r\n', '4;"x\ny"\r\n']


def test_a_table_without_rows_is_its_header():
    assert list(lines(["a"], [])) == ["\ufeffa\r\n"]
