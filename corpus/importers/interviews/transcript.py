"""Read an interview or notes from DOCX, ODT, RTF or plain text: each turn of a speaker becomes a post."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.importers.base import Problem, Reading, Recipe, Severity, Sniff, UnreadableFile
from corpus.importers.delimited import detect_delimiter
from corpus.importers.head import Head
from corpus.importers.interviews import cues, speakers, turns
from corpus.importers.interviews.paragraphs import Paragraph, Text, read_text
from corpus.importers.interviews.turns import Utterance
from corpus.importers.mapping import guess_mapping, name_columns
from corpus.importers.problems import gettext_noop

NAME = "interview"
VERSION = "1"
LABEL = gettext_noop("Interview or notes (DOCX, ODT, RTF, text)")
OPTIONS = (turns.INTERVIEWER,)
_DOCUMENTS = ("docx", "odt", "rtf")
_TABLE_LIKE = 0.8
_SURE_TURNS = 0.3
_KNOWN_HEADER = 0.65
_MOST_COMMAS = 100


def sniff(head: Head) -> Sniff | None:
    """Take every written document; a plain text when names stand before colons, or with little trust any prose."""
    if head.container in _DOCUMENTS:
        return Sniff(NAME, 0.7, reason=head.container)
    if head.container != "text" or head.is_markup:
        return None
    lines = [line.strip() for line in head.text.splitlines()[:400] if line.strip()]
    if not lines or lines[0].startswith("<") or cues.has_cues(head.text):
        return None
    names = [speakers.cut(line).name for line in lines]
    talking = speakers.speakers(names)
    if len(talking) > 1 and sum(n in talking for n in names) / len(lines) >= _SURE_TURNS:
        return None if _is_table(head, lines) else Sniff(NAME, 0.7, encoding=head.encoding, reason="speakers")
    return None if _is_table(head, lines) else Sniff(NAME, 0.5, encoding=head.encoding, reason="prose")


def _is_table(head: Head, lines: list[str]) -> bool:
    """Tell a table from prose: most lines are cut alike, or the first line names known columns."""
    delimiter, even = detect_delimiter(head.path, head.encoding)
    if even >= _TABLE_LIKE and 2 * sum(delimiter in line for line in lines[:20]) > len(lines[:20]):
        return True
    cells = [c.strip('" ') for c in lines[0].split(delimiter)]
    if len(cells) > _MOST_COMMAS:
        return True
    known = sum(g.confidence >= _KNOWN_HEADER for g in guess_mapping(name_columns(cells), []).values())
    return known >= 2 or (known == len(cells) == 1 and " " not in cells[0])


@dataclass(frozen=True, slots=True)
class Interview:
    """Hold a text cut into turns, with what stood before the first speaker."""

    title: str
    said: list[Utterance]
    problems: list[Problem]


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask who the interviewer is when the text does not show it."""
    said = [u for u in _interview(path, recipe).said if u.name]
    unsure = said and not speakers.who_asks((u.name, u.said) for u in said).is_sure
    return ("interviewer",) if unsure and not recipe.options.get("interviewer") else ()


def read(path: Path, recipe: Recipe) -> Reading:
    """Yield the turns of a text as posts of one thread; a text without speakers gives its paragraphs."""
    found = _interview(path, recipe)
    asking = turns.interviewers(recipe, found.said)
    yield from found.problems
    yield from turns.remarks(found.said, asking)
    yield from turns.posts(found.title, found.said, asking)


@dataclass(frozen=True, slots=True)
class _Line:
    """Hold a line as it was written, with who may be speaking."""

    paragraph: Paragraph
    written: str
    found: speakers.Labelled


def _interview(path: Path, recipe: Recipe) -> Interview:
    container = Head(path).container
    text = read_text(path, container, recipe.encoding)
    raw = list(_lines(text))
    settled = speakers.with_asides([line.found for line in raw])
    lines = [replace(line, found=found) for line, found in zip(raw, settled, strict=True)]
    talking = speakers.speakers([line.found.name for line in lines if line.written.strip()])
    first = next((at for at, line in enumerate(lines) if line.found.name in talking), 0)
    title, left_out = _before(text, [line.written.strip() for line in lines[:first] if line.written.strip()])
    problems = [*text.problems()]
    if left_out:
        problems.append(Problem(0, "", "interview_notes_left_out", {"count": str(left_out)}, Severity.WARNING))
    said = list(_spoken(lines[first:], talking) if talking else _blocks(text, container, title))
    if not said and not problems:
        raise UnreadableFile("file_empty")
    return Interview(title, said, problems)


def _lines(text: Text) -> Iterator[_Line]:
    """Yield each line: a speaker may change inside a paragraph, after a soft line break."""
    for paragraph in text.paragraphs:
        if paragraph.label:
            label = speakers.cut(f"{paragraph.label.rstrip(': ')}:").name
            yield _Line(paragraph, f"{paragraph.label}\t{paragraph.text}", speakers.Labelled(label, paragraph.text))
        else:
            yield from (_Line(paragraph, line, speakers.cut(line)) for line in paragraph.text.split("\n"))


def _spoken(lines: list[_Line], talking: frozenset[str]) -> Iterator[Utterance]:
    """Yield the turns; lines without a speaker go on with the turn above them."""
    start, words = lines[0], list[str]()
    for line in lines:
        if line.found.name not in talking:
            words.append(line.written.strip() if line.found.name else line.found.said)
            continue
        if line is not start:
            yield Utterance(start.paragraph.line, start.found.name, "\n".join(words).strip())
        start, words = line, [line.found.said]
    yield Utterance(start.paragraph.line, start.found.name, "\n".join(words).strip())


def _before(text: Text, above: list[str]) -> tuple[str, int]:
    """Return the title, the one marked so or the first line before the talk, and how many more lines are left out."""
    marked = next((p.text for p in text.paragraphs if p.is_title and p.text), "")
    title = marked or (above[0] if above else "")
    left_out = len(above) - (title in above)
    return " ".join(title.split())[: turns.MAX_TITLE], left_out


def _blocks(text: Text, container: str, title: str) -> Iterator[Utterance]:
    """Yield the paragraphs of a text without speakers; in plain text an empty line parts them, if there is one."""
    kept = [p for p in text.paragraphs if not (p.is_title and " ".join(p.text.split())[: turns.MAX_TITLE] == title)]
    if container in ("docx", "odt") or not any(not p.text.strip() for p in kept[:-1]):
        yield from (Utterance(p.line, "", "\n".join(filter(None, (p.label, p.text)))) for p in kept if p.text.strip())
        return
    open_lines: list[Paragraph] = []
    for paragraph in [*kept, Paragraph(0, "")]:
        if paragraph.text.strip():
            open_lines.append(paragraph)
        elif open_lines:
            yield Utterance(open_lines[0].line, "", "\n".join(p.text for p in open_lines).strip())
            open_lines = []
