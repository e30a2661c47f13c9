"""Check codings made elsewhere against a round, row by row in memory, before anything is written."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self

from django.db.models import Max
from django.db.models.functions import Coalesce

from coding_app.codebook.models import CodeDefinition
from coding_app.coding import queries, rules
from coding_app.coding.imported.rows import CodingRow, WrongRow
from coding_app.coding.models import Coding, Operation
from coding_app.sampling import queries as sampling
from coding_app.sampling.models import Assignment, Round, Unit
from corpus.models import Post


class Wrong(NamedTuple):
    """A row that cannot be taken: its line, a key of imported.rows.SENTENCES, and what fills the sentence."""

    line: int
    reason: str
    value: str


class Piece(NamedTuple):
    """A unit as the plan needs it; `text` is None for a thread, `low` and `high` bound a segment."""

    id: int
    kind: str
    position: int | None
    text: str | None
    low: int
    high: int


@dataclass
class Place:
    """A unit before a coder: what stands there, what is added."""

    unit: Piece
    coder: int
    questions: list[rules.Question]
    assignment: int | None = None
    handled_at: datetime | None = None
    is_released: bool = False
    last: int = 0
    live: set[rules.Mark] = field(default_factory=set)
    added: list[rules.Mark] = field(default_factory=list)

    @property
    def row(self) -> int:
        """Return the key of the assignment, once there is one."""
        if self.assignment is None:
            raise AssertionError("the unit was not given to the coder yet")
        return self.assignment

    @property
    def is_answered(self) -> bool:
        """Tell whether every dimension has its answer."""
        return (
            self.handled_at is None
            and not self.is_released
            and not rules.still_open(self.questions, frozenset(self.live))
        )


@dataclass
class Desk:
    """What a round offers: units by each of their names, coders, codes, and the work already there."""

    units: dict[str, set[Piece]]
    coders: dict[str, int]
    codes: dict[str, set[int]]
    questions: tuple[rules.Question, ...]
    work: dict[tuple[int, int], Place]

    @classmethod
    def of(cls, round: Round) -> Self:
        """Read a round; the number of statements does not grow with it."""
        pieces, units = _units(round)
        coders: dict[str, int] = {}
        for membership in sampling.coders(round.project):
            user = membership.user
            for name in (user.username, user.email):
                if name:
                    coders.setdefault(name.casefold(), user.pk)
        codes: dict[str, set[int]] = defaultdict(set)
        slugs: dict[str, set[int]] = {}
        defined = CodeDefinition.objects.filter(version=round.codebook_version_id, kind__in=["code", "none"])
        for code, slug, fr, en in defined.values_list("code_id", "code__slug", "name_fr", "name_en"):
            slugs[slug.casefold()] = {code}
            for name in {fr.casefold(), en.casefold()}:
                codes[name].add(code)
        questions = queries.structure(round.codebook_version).questions
        # A slug is one code's own; a name that two codes bear stays ambiguous.
        return cls(units, coders, {**codes, **slugs}, questions, _work(round, pieces, questions))

    def place(self, unit: Piece, coder: int) -> Place:
        """Return the unit before the coder, made when it is not there."""
        key = (unit.id, coder)
        if key not in self.work:
            self.work[key] = Place(unit, coder, _asked(unit, self.questions))
        return self.work[key]


def _asked(unit: Piece, questions: tuple[rules.Question, ...]) -> list[rules.Question]:
    return rules.asked(questions, kind=unit.kind, is_reply=rules.is_reply(unit.position))


def _units(round: Round) -> tuple[dict[int, Piece], dict[str, set[Piece]]]:
    """Return the units of the sample by their keys, and by uuid and platform id of unit, post and thread."""
    pieces: dict[int, Piece] = {}
    named: dict[str, set[Piece]] = defaultdict(set)
    rows = Unit.objects.filter(sample_units__sample=round.sample_id).select_related("post", "thread")
    openings = _openings(round) if round.unit_kind == Unit.Kind.THREAD else {}
    for unit in rows:
        post = unit.post
        text = post.text if post else None
        high = unit.end if unit.end is not None else len(text or "")
        piece = Piece(unit.pk, unit.kind, post.position if post else None, text, unit.start or 0, high)
        pieces[unit.pk] = piece
        about = [post] if post else [unit.thread, *([openings[unit.thread_id]] if unit.thread_id in openings else [])]
        for one in (unit, *about):
            named[str(one.uuid)].add(piece)
            if external_id := getattr(one, "external_id", ""):
                named[external_id.casefold()].add(piece)
    return pieces, named


def _openings(round: Round) -> dict[int, Post]:
    found = Post.objects.filter(position=0, thread__units__sample_units__sample=round.sample_id)
    return {post.thread_id: post for post in found.only("uuid", "external_id", "thread_id")}


def _work(
    round: Round, pieces: dict[int, Piece], questions: tuple[rules.Question, ...]
) -> dict[tuple[int, int], Place]:
    places: dict[int, Place] = {}
    handled = Coalesce("submitted_at", "skipped_at")
    for key, unit, coder, handled_at, released_at in Assignment.objects.filter(round=round).values_list(
        "pk", "unit_id", "coder_id", handled, "released_at"
    ):
        piece = pieces[unit]
        places[key] = Place(piece, coder, _asked(piece, questions), key, handled_at, released_at is not None)
    lasts = Operation.objects.order_by().filter(assignment__round=round).values_list("assignment")
    for key, last in lasts.annotate(last=Max("sequence")):
        places[key].last = last
    live = Coding.objects.filter(assignment__round=round, retracted_at__isnull=True)
    for key, code, start, end in live.values_list("assignment_id", "code_id", "start", "end"):
        places[key].live.add(rules.Mark(code, start, end))
    return {(place.unit.id, place.coder): place for place in places.values()}


class Plan:
    """Gather what a file adds, and what is wrong with it."""

    def __init__(self, desk: Desk) -> None:
        self.places: dict[tuple[int, int], Place] = {}
        self.wrong: list[Wrong] = []
        self.known = 0
        self._desk = desk

    def take(self, row: CodingRow | WrongRow) -> None:
        """Take one row of the file."""
        if isinstance(row, WrongRow):
            self.wrong.append(Wrong(row.line, row.reason, row.value))
            return
        objection = self._put(row)
        if objection:
            self.wrong.append(Wrong(row.line, *objection))

    def _put(self, row: CodingRow) -> tuple[str, str] | None:
        """Add the coding of a row; return why not."""
        units = self._desk.units.get(row.item.casefold(), set())
        if len(units) != 1:
            return "item_ambiguous" if units else "item_unknown", row.item[:100]
        coder = self._desk.coders.get(row.coder.casefold())
        if coder is None:
            return "coder_unknown", row.coder[:100]
        codes = self._desk.codes.get(row.code.casefold(), set())
        if len(codes) != 1:
            return "code_ambiguous" if codes else "code_unknown", row.code[:100]
        (unit,), (code,) = units, codes
        objection = _span_objection(row, unit)
        if objection:
            return objection, f"{row.start}-{row.end}"
        place = self._desk.place(unit, coder)
        self.places[unit.id, coder] = place
        return self._mark(place, rules.Mark(code, row.start, row.end), row.code[:100])

    def _mark(self, place: Place, mark: rules.Mark, name: str) -> tuple[str, str] | None:
        question = rules.question_of(mark.code, place.questions)
        if question is None:
            return "code_not_asked", name
        if mark in place.live:
            self.known += 1
            return None
        if place.is_released:
            return "unit_handed_on", name
        if place.handled_at is not None:
            return "unit_is_done", name
        if rules.misplaced(mark, question, kind=place.unit.kind):
            return "code_misplaced", name
        if rules.applied(mark, frozenset(place.live), question).removed:
            return "code_excluded", name
        place.live.add(mark)
        place.added.append(mark)
        return None

    def fill(self) -> None:
        """Answer what stays open in the units of the file with "none applies", where the dimension has it."""
        for place in self.places.values():
            if place.handled_at is None and not place.is_released:
                missing = rules.still_open(place.questions, frozenset(place.live))
                marks = [rules.Mark(question.none) for question in missing if question.none is not None]
                place.live.update(marks)
                place.added += marks


def _span_objection(row: CodingRow, unit: Piece) -> str:
    if row.start is None and row.end is None:
        return ""
    if row.start is None or row.end is None or unit.text is None:
        return "span_outside"
    if row.text and row.text.strip() != unit.text.strip():
        return "text_differs"
    return "" if unit.low <= row.start < row.end <= unit.high else "span_outside"
