"""Recognize ids that a spreadsheet has rounded."""

import re

_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?(\d+)$", re.I)
_FEWEST_DIGITS_LOST = 7


def rounding_code(value: str) -> str:
    """Return the code of the problem of a rounded id, or nothing when the id looks whole."""
    if "e" not in value and "E" not in value:
        return ""
    found = _SCIENTIFIC.match(value)
    if not found or int(found[1]) < _FEWEST_DIGITS_LOST:
        return ""
    return "id_rounded" if len(value) > 14 else "id_scientific"
