"""Write and read single cells of a table so that no spreadsheet takes text for a formula."""

import re

# What makes spreadsheets calculate, in its ordinary and its full-width form; and the guard itself, so that taking
# one apostrophe away always gives the text back.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
GUARD = "'"
_LIKE_A_NUMBER = re.compile(r"\s*\d[\d\s.,:/%€eE+-]*\Z")


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would calculate, and before an apostrophe."""
    return GUARD + text if text.startswith(FORMULA_STARTS) else text


def guarded_as_text(text: str) -> str:
    """Guard as `guarded` does, and also what a spreadsheet would turn into a number or a date (007, 1/2, 1E5)."""
    return GUARD + text if _LIKE_A_NUMBER.match(text) else guarded(text)


def unguarded(cell: str) -> str:
    """Give the text back that was guarded: without its first apostrophe, if there is one."""
    return cell.removeprefix(GUARD)
