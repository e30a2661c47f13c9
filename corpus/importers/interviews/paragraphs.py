"""Read the paragraphs of a written text: DOCX, ODT, RTF or plain text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from corpus.importers.archive import check_archive, check_not_encrypted
from corpus.importers.base import Problem, Severity, UnreadableFile
from corpus.importers.encoding import detect_encoding
from corpus.importers.interviews import office_text
from corpus.importers.text_stream import character_problem, open_text

# Five days of talk; a longer text is no interview and would not fit into memory as one.
MAX_CHARACTERS = 5_000_000
MAX_PARAGRAPHS = 50_000
MAX_RTF_BYTES = 20 << 20
_CLOCK_ONLY = re.compile(
    r"[\[(#]?\d{1,2}(?::\d{2}){1,2}(?:[.,-]\d+)?[\])#]?(?:\s*-\s*\d{1,2}(?::\d{2}){1,2})?$|\d{1,4}\.?$"
)
_RTF_DELETED = re.compile(r"\{[^{}]*\\deleted(?![a-z0])[^{}]*\}")
_RTF_COMMENT = re.compile(r"\{\\\*\\annotation\b")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold one paragraph with its number from 1 (in plain text its line); `label` is the first cell of a table row."""

    line: int
    text: str
    label: str = ""
    is_title: bool = False


@dataclass(slots=True)
class Text:
    """Hold a text read whole: its paragraphs, and how many parts of each kind were left out on purpose."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    broken: list[Problem] = field(default_factory=list)

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read, and one warning for each kind of part that was left out."""
        yield from self.broken
        for code, count in sorted((+self.left_out).items()):
            yield Problem(0, "", code, {"count": str(count)}, Severity.WARNING)


def read_text(path: Path, container: str, encoding: str = "") -> Text:
    """Return the paragraphs of a file; raise UnreadableFile when it is damaged, unsafe or longer than any interview."""
    if container in ("docx", "odt"):
        check_archive(path, entries=5_000)
        check_not_encrypted(path)
        return _of_office(path, container)
    if container == "rtf":
        return _of_rtf(path)
    return _of_plain(path, encoding or detect_encoding(path))


def _of_office(path: Path, container: str) -> Text:
    text, size = Text(), 0
    for number, found in enumerate(office_text.blocks(path, container, text.left_out), start=1):
        cells = [c.strip() for c in found.cells]
        size += sum(map(len, cells))
        if size > MAX_CHARACTERS:
            raise UnreadableFile("interview_too_long", limit=str(MAX_CHARACTERS))
        _keep(text, _of_row(Paragraph(number, "", "", found.is_title), cells))
    return text


def _of_row(paragraph: Paragraph, cells: list[str]) -> Paragraph:
    """Take the first short cell of a table row as the speaker; cells that only number or time the row say nothing."""
    told = [c for c in cells if c and not (len(cells) > 1 and _CLOCK_ONLY.match(c))]
    if len(told) < 2 or len(told[0]) > 60 or "\n" in told[0]:
        return replace(paragraph, text="\n".join(told))
    return replace(paragraph, text="\n".join(told[1:]), label=told[0])


def _of_rtf(path: Path) -> Text:
    if path.stat().st_size > MAX_RTF_BYTES:
        raise UnreadableFile("archive_too_large", limit=str(MAX_RTF_BYTES >> 20))
    source = path.read_bytes().decode("latin-1")
    text = Text()
    source, deleted = _RTF_DELETED.subn("", source)
    text.left_out += Counter(deletions_left_out=deleted, comments_left_out=len(_RTF_COMMENT.findall(source)))
    try:
        plain: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise UnreadableFile("archive_damaged") from error
    # RTF writes an emoji as the two halves of UTF-16.
    plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    _lines(text, enumerate(plain[: MAX_CHARACTERS + 1].split("\n"), start=1))
    return text


def _of_plain(path: Path, encoding: str) -> Text:
    text = Text()
    with open_text(path, encoding, newline=None) as stream:
        numbered = enumerate(iter(lambda: stream.readline(MAX_CHARACTERS + 1), ""), start=1)
        _lines(text, ((n, line.rstrip("\n")) for n, line in numbered), encoding)
    return text


def _lines(text: Text, numbered: Iterator[tuple[int, str]], encoding: str = "utf-8") -> None:
    size = 0
    for number, line in numbered:
        size += len(line) + 1
        if size > MAX_CHARACTERS:
            raise UnreadableFile("interview_too_long", limit=str(MAX_CHARACTERS))
        _keep(text, Paragraph(number, line.lstrip("\ufeff").rstrip()), encoding)


def _keep(text: Text, paragraph: Paragraph, encoding: str = "utf-8") -> None:
    bad = character_problem(paragraph.text + paragraph.label, paragraph.line, "", encoding)
    if paragraph.line > MAX_PARAGRAPHS:
        raise UnreadableFile("interview_too_long", limit=str(MAX_PARAGRAPHS))
    if bad:
        text.broken.append(bad)
    else:
        text.paragraphs.append(paragraph)
