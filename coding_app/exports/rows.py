"""The rows of each export: from queries to plain tuples, one at a time."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import LANGUAGES, WORDINGS, Dimension
from coding_app.coding.eras import past
from coding_app.exports import queries
from coding_app.exports.writers.delimited import Column
from coding_app.projects.models import Project
from coding_app.sampling.models import Round

YES, NO, MISSING = "1", "0", "NA"
CONSENSUS = "consensus"
TEXT = {"project", "source", "coder", "quote", "note"}

Spans = Sequence[tuple[int | None, int | None]]


class LongRow(NamedTuple):
    """One code on one unit by one coder, or as decided."""

    project: str
    source: str
    platform: str
    profession: str
    thread: UUID
    post: UUID | None
    unit_kind: str
    unit: UUID
    stratum: str | None
    weight: float | None
    is_calibration: str | None
    alias: str | None
    date: str
    date_status: str | None
    round: int
    round_kind: str
    codebook_version: int
    coder: str
    coder_id: UUID | None
    dimension: str
    code: str
    value: str
    start: int | None
    end: int | None
    quote: str | None
    is_consensus: str
    thread_answers: int | None
    thread_participants: int | None
    thread_depth: int | None
    thread_first_answer_minutes: int | None
    thread_answered_by_other: str | None
    thread_questions: int | None
    thread_question_share: float | None
    seconds: int | None


class Place(NamedTuple):
    """Where a unit stands, and the text of its post."""

    source: str
    platform: str
    profession: str
    thread: UUID
    post: UUID | None
    unit: UUID
    unit_start: int | None
    unit_end: int | None
    stratum: str | None
    weight: float | None
    is_calibration: bool | None
    alias: str | None
    posted_at: datetime | None
    precision: str | None
    status: str | None
    text: str | None
    answers: int | None
    participants: int | None
    depth: int | None
    first_answer_after: timedelta | None
    answered_by_other: bool | None
    questions: int | None


LONG_COLUMNS = [Column(name, is_text=name in TEXT) for name in LongRow._fields]
_PLACE = len(Place._fields)


def long_rows(project: Project, by: User) -> Iterator[LongRow]:
    """Give one row for each submitted unit, coder and code, and for each code of each decided dimension.

    Blind rounds that are still open give nothing at all, not even the person's own codings.
    """
    for row in queries.open_to_all(project):
        dimensions, eras = codebook.dimensions(row.codebook_version), past(row)
        for record in queries.coded_units(row, by):
            *who, submitted_at, codings = record[_PLACE:]
            # Of several versions that were left since, the one left first was that of the coder.
            offered = next((codes for left_at, codes in reversed(eras) if left_at > submitted_at), None)
            yield from _coder_rows(row, dimensions, Place(*record[:_PLACE]), who, codings, offered)
        by_id = {dimension.id: dimension for dimension in dimensions}
        for record in queries.decided_units(row):
            dimension, codes = record[_PLACE:]
            yield from _decided_rows(row, by_id[dimension], Place(*record[:_PLACE]), codes)


def _coder_rows(
    round: Round,
    dimensions: Sequence[Dimension],
    place: Place,
    who: Sequence[Any],
    codings: Sequence[dict[str, Any]],
    offered: Container[int] | None,
) -> Iterator[LongRow]:
    marks: dict[int, list[tuple[int | None, int | None]]] = {}
    for coding in codings:
        marks.setdefault(coding["code"], []).append((coding["start"], coding["end"]))
    for dimension in dimensions:
        yield from _dimension_rows(round, dimension, place, who, marks, is_consensus=NO, offered=offered)


def _decided_rows(round: Round, dimension: Dimension, place: Place, codes: Sequence[int]) -> Iterator[LongRow]:
    whole: dict[int, Spans] = {code: [(None, None)] for code in codes}
    yield from _dimension_rows(round, dimension, place, (CONSENSUS, None, None), whole, is_consensus=YES)


def _dimension_rows(
    round: Round,
    dimension: Dimension,
    place: Place,
    who: Sequence[Any],
    marks: Mapping[int, Spans],
    *,
    is_consensus: str,
    offered: Container[int] | None = None,
) -> Iterator[LongRow]:
    """Give the rows of one dimension: 1 where the code stands, else 0 if the dimension was answered, else NA.

    offered: the codes that the codebook had at the time, None for all; of others nothing was said.
    """
    entries = [entry for entry in dimension.entries if entry.kind != "group"]
    absent = NO if is_consensus == YES or any(entry.id in marks for entry in entries) else MISSING
    for entry in entries:
        for start, end in marks.get(entry.id, [(None, None)]):
            value = YES if entry.id in marks else absent if offered is None or entry.id in offered else MISSING
            yield LongRow(
                project=round.project.name,
                source=place.source, platform=place.platform, profession=place.profession,
                thread=place.thread, post=place.post, unit_kind=round.unit_kind, unit=place.unit,
                stratum=place.stratum, weight=place.weight, is_calibration=_yes(place.is_calibration),
                alias=place.alias, date=date_text(place.posted_at, place.precision), date_status=place.status,
                round=round.number, round_kind=round.kind, codebook_version=round.codebook_version.number,
                coder=who[0], coder_id=who[1], dimension=dimension.slug, code=entry.slug, value=value,
                start=start, end=end, quote=quote(place, start, end) if value == YES else None,
                is_consensus=is_consensus, thread_answers=place.answers, thread_participants=place.participants,
                thread_depth=place.depth, thread_first_answer_minutes=minutes(place.first_answer_after),
                thread_answered_by_other=_yes(place.answered_by_other), thread_questions=place.questions,
                thread_question_share=question_share(place.questions, place.answers),
                seconds=who[2],
            )  # fmt: skip


def quote(place: Place, start: int | None, end: int | None) -> str | None:
    """Give the words a code stands on: the passage, else the segment, else the post; nothing for a whole thread."""
    if place.post is None or place.text is None:
        return None
    if start is None:
        start, end = place.unit_start, place.unit_end
    return place.text[start:end]


def _yes(value: bool | None) -> str | None:
    return None if value is None else YES if value else NO


def minutes(delay: timedelta | None) -> int | None:
    """Return whole minutes, nothing for a delay that is not known."""
    return None if delay is None else int(delay.total_seconds() // 60)


def question_share(questions: int | None, answers: int | None) -> float | None:
    """Return the share of the posts of a thread, its opening among them, that have a question mark: from 0 to 1."""
    return None if questions is None or answers is None else round(questions / (answers + 1), 4)


def date_text(at: datetime | None, precision: str | None) -> str:
    """Write a time in the zone of the installation, as far as it is known: 2020-02, 2020-02-03, or with its hour."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if precision == "month":
        return f"{local:%Y-%m}"
    if precision == "day":
        return local.date().isoformat()
    return local.isoformat(timespec="minutes" if precision == "minute" else "seconds")


_WORDS = [f"{wording}_{language}" for wording in WORDINGS for language in LANGUAGES]


class CodebookRow(NamedTuple):
    """One entry in one version of the codebook."""

    project: str
    version: int
    state: str
    published_at: str
    note: str
    position: int
    kind: str
    dimension: str
    parent: str | None
    code: str
    code_id: UUID
    selection: str
    level: str
    applies_to: str
    key: str
    colour: int
    is_sensitive: str
    is_interpretive: str
    name_fr: str
    name_en: str
    definition_fr: str
    definition_en: str
    use_when_fr: str
    use_when_en: str
    do_not_use_when_fr: str
    do_not_use_when_en: str
    positive_example_fr: str
    positive_example_en: str
    negative_example_fr: str
    negative_example_en: str


CODEBOOK_COLUMNS = [Column(name, is_text=name in TEXT or name in _WORDS) for name in CodebookRow._fields]


def codebook_rows(project: Project, _by: User) -> Iterator[CodebookRow]:
    """Give one row for each entry of each version of the codebook, in its order."""
    definitions = list(queries.definitions(project))
    parents = {(row.version_id, row.code_id): row.parent_id for row in definitions}
    slugs = {row.code_id: row.code.slug for row in definitions}
    for row in definitions:
        version = row.version
        parent = slugs[row.parent_id] if row.parent_id else None
        yield CodebookRow(
            project.name, version.number, version.state, date_text(version.published_at, None), version.note,
            row.position, row.kind, slugs[_top(row, parents)], parent, row.code.slug, row.code.uuid,
            row.selection, row.level, row.applies_to, row.key, row.colour, YES if row.is_sensitive else NO,
            YES if row.is_interpretive else NO,
            **{name: getattr(row, name) for name in _WORDS},
        )  # fmt: skip


def _top(row: CodeDefinition, parents: Mapping[tuple[int, int], int | None]) -> int:
    """Return the dimension an entry lies in, itself for a dimension."""
    top = row.code_id
    while (parent := parents[row.version_id, top]) is not None:
        top = parent
    return top
