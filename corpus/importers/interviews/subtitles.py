"""Read a transcript kept as subtitles (VTT, SRT): cues of one speaker in a row make one turn."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from corpus.importers.base import Problem, Reading, Recipe, Severity, Sniff, UnreadableFile
from corpus.importers.encoding import detect_encoding
from corpus.importers.head import Head
from corpus.importers.interviews import speakers, turns
from corpus.importers.interviews.cues import Cue, cues, has_cues
from corpus.importers.interviews.turns import Utterance
from corpus.importers.problems import gettext_noop
from corpus.importers.text_stream import character_problem, open_text

NAME = "subtitles"
VERSION = "1"
LABEL = gettext_noop("Interview as subtitles (VTT, SRT)")
OPTIONS = (turns.INTERVIEWER,)
_LONGEST_LINE = 100_000
_MOST_CUES = 200_000


def sniff(head: Head) -> Sniff | None:
    """Take a text that says WEBVTT or begins with lines of times."""
    if head.container != "text" or not has_cues(head.text):
        return None
    return Sniff(NAME, 0.95, encoding=head.encoding, reason="cues")


def questions(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Ask who the interviewer is when the text does not show it."""
    said = [u for u in _said(path, recipe, [], Counter()) if u.name]
    unsure = said and not speakers.who_asks((u.name, u.said) for u in said).is_sure
    return ("interviewer",) if unsure and not recipe.options.get("interviewer") else ()


def read(path: Path, recipe: Recipe) -> Reading:
    """Yield the turns as posts of one thread; without any speaker, each cue is a post."""
    problems: list[Problem] = []
    left_out: Counter[str] = Counter()
    said = _said(path, recipe, problems, left_out)
    yield from problems
    for code, count in (+left_out).items():
        yield Problem(0, "", code, {"count": str(count)}, Severity.WARNING)
    if not said and not problems:
        raise UnreadableFile("file_empty")
    asking = turns.interviewers(recipe, said)
    if said:
        yield from turns.remarks(said, asking)
    yield from turns.posts("", said, asking)


def _said(path: Path, recipe: Recipe, problems: list[Problem], left_out: Counter[str]) -> list[Utterance]:
    encoding = recipe.encoding or detect_encoding(path)
    found: list[Cue] = []
    for item in islice(cues(_lines(path, encoding, problems), left_out), _MOST_CUES):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            found.append(item)
    if len(found) == _MOST_CUES:
        raise UnreadableFile("interview_too_long", limit=str(_MOST_CUES))
    return list(_merged(found))


def _lines(path: Path, encoding: str, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    with open_text(path, encoding, newline=None) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), ""), start=1):
            bad = character_problem(line, number, "", encoding)
            if bad:
                problems.append(bad)
            else:
                yield number, line


def _merged(found: list[Cue]) -> Iterator[Utterance]:
    """Join the cues of one voice in a row; a cue that names nobody goes on with the voice before it."""
    cut = speakers.with_asides([speakers.Labelled(c.name, c.text) if c.name else speakers.cut(c.text) for c in found])
    voices = {c.name for c in found if c.name}
    talking = voices | speakers.speakers([x.name for x, c in zip(cut, found, strict=True) if not c.name])
    line, name, words = 0, "", list[str]()
    for cue, part in zip(found, cut, strict=True):
        speaker = part.name if part.name in talking else ""
        said = part.said if speaker else cue.text
        if not talking:
            yield Utterance(cue.line, "", cue.text)
        elif (speaker and speaker != name) or not words:
            if words:
                yield Utterance(line, name, "\n".join(filter(None, words)))
            line, name, words = cue.line, speaker or name, [said]
        else:
            words.append(said)
    if words:
        yield Utterance(line, name, "\n".join(filter(None, words)))
