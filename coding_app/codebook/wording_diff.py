"""What differs between two texts, word by word, for a reader who sees them side by side. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Stretch:
    """A stretch of one side; ``is_changed`` when the other side does not have it."""

    text: str
    is_changed: bool = False


def sides(before: str, after: str) -> tuple[list[Stretch], list[Stretch]]:
    """Return both texts cut into stretches; joined again, each side is its text to the letter.

    Words, marks and runs of white space are compared whole. A lone space between two changed stretches is taken into
    them, so that a rewritten sentence reads as one change.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Stretch] = []
    right: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        _add(left, "".join(old[a:b]), is_changed=is_changed)
        _add(right, "".join(new[c:d]), is_changed=is_changed)
    return _joined(left), _joined(right)


def _add(side: list[Stretch], text: str, *, is_changed: bool) -> None:
    if text:
        side.append(Stretch(text, is_changed))


def _joined(side: list[Stretch]) -> list[Stretch]:
    """Take white space between two changed stretches into them."""
    made: list[Stretch] = []
    for at, one in enumerate(side):
        is_between = 0 < at < len(side) - 1 and one.text.isspace()
        joins = one.is_changed or (is_between and side[at + 1].is_changed)
        if joins and made and made[-1].is_changed:
            made[-1] = Stretch(made[-1].text + one.text, is_changed=True)
        else:
            made.append(one)
    return made
