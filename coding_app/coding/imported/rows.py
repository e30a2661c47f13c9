"""What every reader yields: one coding made elsewhere, or a row that cannot be one."""

from collections.abc import Iterator
from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation; whoever shows it translates it."""
    return message


SENTENCES = {
    "file_unknown": gettext_noop(
        "This is neither a table with the columns item, coder and code nor JSON of doccano or Label Studio."
    ),
    "row_incomplete": gettext_noop("The row lacks its %(value)s."),
    "item_rounded": gettext_noop(
        "“%(value)s” was rounded by a spreadsheet. Keep ids in columns of the type text, or use the uuid of the post."
    ),
    "row_unreadable": gettext_noop("The row cannot be read (%(value)s)."),
    "sheet_differs": gettext_noop(
        "The sheet “%(value)s” has no columns item and code. Take it out of the workbook, or leave it out with --skip."
    ),
    "span_not_a_number": gettext_noop("“%(value)s” is no place in a text: start and end are whole numbers."),
    "json_invalid": gettext_noop("The line is not valid JSON."),
    "result_of_another_kind": gettext_noop("A result of the kind “%(value)s” is no code of a text."),
    "item_unknown": gettext_noop("“%(value)s” is no unit of this round."),
    "item_ambiguous": gettext_noop("“%(value)s” names several units of this round: use the uuid of the post."),
    "coder_unknown": gettext_noop("“%(value)s” is no member of the project who may code."),
    "code_unknown": gettext_noop("“%(value)s” is no code of the version of this round."),
    "code_ambiguous": gettext_noop("“%(value)s” is the name of several codes: use its slug."),
    "code_not_asked": gettext_noop("“%(value)s” is not asked of this unit."),
    "code_misplaced": gettext_noop("“%(value)s” goes on passages only, or on the whole unit only; here it does not."),
    "code_excluded": gettext_noop("“%(value)s” excludes a code that the same coder gave to this unit."),
    "span_outside": gettext_noop("The passage %(value)s lies outside the text of the unit."),
    "text_differs": gettext_noop(
        "The text in the file is not the text of the post: the passage %(value)s cannot be trusted."
    ),
    "unit_handed_on": gettext_noop("This unit was handed on to somebody else; “%(value)s” was not added."),
    "unit_is_done": gettext_noop("The coder marked this unit as done here; “%(value)s” was not added."),
}


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One coding: a coder gave a code to an item, or to the code points from `start` up to `end` of its text.

    `item` is a uuid or an id of the platform; `text` is the text that start and end count in, empty when not told.
    """

    line: int
    item: str
    coder: str
    code: str
    start: int | None = None
    end: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that is no coding; `reason` is a key of SENTENCES."""

    line: int
    reason: str
    value: str = ""


Rows = Iterator[CodingRow | WrongRow]


class UnknownFile(Exception):
    """Refuse a file that none of the readers knows."""
