"""Read the rows of the tables that collectors of X posts write."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpus.importers.base import PostKind, Problem, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.delimited import Row, read_rows
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.ids import rounding_code
from corpus.importers.text_stream import character_problem
from corpus.importers.twitter.x_remarks import with_remarks
from corpus.importers.twitter.x_values import ShortLink

_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_NOTHING = frozenset({"", "0", "none", "null", "nan", "\\n"})
Cells = dict[str, str]


def sniff_header(head: Head, name: str, needed: Iterable[str], typical: Iterable[str]) -> Sniff | None:
    """Recognize a table by the columns it must have and one it mostly has, under any delimiter."""
    delimiter, columns = head.columns
    names = set(columns)
    if names >= set(needed) and names & set(typical):
        return Sniff(name, 0.95, encoding=head.encoding, delimiter=delimiter, reason="header")
    return None


def read_cells(
    path: Path, recipe: Recipe, needed: Sequence[str], ids: Sequence[str]
) -> Iterator[tuple[int, Cells] | Problem]:
    """Yield line and cells by column; a row with rounded ids or broken characters is a Problem.

    Raise UnreadableFile when a needed column is missing.
    """
    rows = read_rows(path, recipe.encoding or detect_encoding(path), recipe.delimiter or ",")
    header = next(rows, None)
    names = [cell.strip().lstrip("\ufeff") for cell in header.cells] if isinstance(header, Row) else []
    missing = [n for n in needed if n not in names]
    if missing:
        raise UnreadableFile("header_missing", value=", ".join(missing))
    for row in rows:
        if isinstance(row, Problem):
            yield row
        elif len(row.cells) != len(names):
            params = {"found": str(len(row.cells)), "expected": str(len(names))}
            yield Problem(row.line, "", "too_many_cells", params)
        else:
            cells = dict(zip(names, row.cells, strict=True))
            yield _broken(row.line, cells, ids) or (row.line, cells)


def _broken(line: int, cells: Cells, ids: Sequence[str]) -> Problem | None:
    for name in ids:
        code = rounding_code(cells.get(name, ""))
        if code:
            return Problem(line, name, code, {"value": cells[name][:40]})
    for name, value in cells.items():
        bad = character_problem(value, line, name)
        if bad:
            return bad
    return None


def whole(cells: Cells, name: str) -> str:
    """Return an id, without the ".0" of a column that was once read as decimals; nothing for what means none."""
    value = cells.get(name, "").strip()
    return "" if value.lower() in _NOTHING else value.removesuffix(".0")


def pieces(cells: Cells, name: str, separator: str) -> list[str]:
    """Return the parts of a joined cell."""
    value = cells.get(name, "")
    return [p.strip() for p in value.split(separator)] if value.strip() else []


def short_links(text: str, addresses: Sequence[str], *, pictures: int = 0) -> list[ShortLink]:
    """Pair the short addresses of a text with the real ones of another cell, in order.

    X puts the address of its pictures last; when the numbers do not fit, nothing is paired.
    """
    short = _SHORT_LINK.findall(text)
    once = list(dict.fromkeys(short))
    # Several pictures share one short address, so the other cell may hold the same address several times.
    for written, real in ((short, list(addresses)), (once, list(dict.fromkeys(addresses)))):
        if 0 <= len(written) - len(real) <= min(pictures, 1):
            pairs = [ShortLink(s, full) for s, full in zip(written, real, strict=False)]
            return pairs + [ShortLink(s, s, is_media=True) for s in written[len(real) :]]
    return []


def kind_of(*, repost: object, reply: object, quote: object) -> PostKind:
    """Return what a post is, from whether it reposts, answers or quotes."""
    if repost:
        return PostKind.REPOST
    if reply:
        return PostKind.REPLY
    return PostKind.QUOTE if quote else PostKind.POST


def refused(line: int, external_id: str) -> Problem | None:
    """Return the problem of a row without an id."""
    return None if external_id else Problem(line, "id", "x_no_id")


def read_posts(
    path: Path, recipe: Recipe, needed: Sequence[str], ids: Sequence[str], read_post: Callable[[Cells, int], Reading]
) -> Reading:
    """Stream what each row of a table becomes, and the problems that cost a row, with remarks on the whole behind."""

    def rows() -> Reading:
        for row in read_cells(path, recipe, needed, ids):
            if isinstance(row, Problem):
                yield row
            else:
                yield from read_post(row[1], row[0])

    yield from with_remarks(rows())
