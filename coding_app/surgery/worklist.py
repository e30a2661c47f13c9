"""The worklist of a coder after splits: how far each round is, what comes next, what one coding's page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook import reading, tree
from coding_app.codebook.models import CodeDefinition
from coding_app.coding import folding
from coding_app.coding.models import Coding
from coding_app.projects.models import Project
from coding_app.review.context import Line, thread_lines
from coding_app.sampling.models import Round
from coding_app.surgery import operations, splits
from coding_app.surgery.models import SplitAnswer


@dataclass(frozen=True)
class Item:
    """One coding that a split concerns, in the order of the worklist."""

    uuid: UUID
    round: int
    round_name: str
    round_state: str
    code: int
    is_answered: bool


@dataclass(frozen=True)
class Group:
    """The codings on one split code in one round."""

    name: str
    round_name: str
    is_open: bool
    done: int
    total: int
    first: UUID


def items(project: Project, by: User) -> list[Item]:
    """Return a person's own codings that splits concern, open rounds first, in reading order."""
    found = splits.splits(project)
    if found is None:
        return []
    path = "assignment__round__"
    rows = splits.concerned(project, by, found).values_list(
        "uuid", f"{path}number", f"{path}name", f"{path}state", "code", "is_answered"
    )
    return [Item(*row) for row in rows]


def groups(found: Sequence[Item]) -> list[Group]:
    """Gather the items by round and code, with how many are answered and where to go on."""
    names = operations.names_of({one.code for one in found})
    gathered: dict[tuple[int, int], list[Item]] = {}
    for one in found:
        gathered.setdefault((one.round, one.code), []).append(one)
    return [
        Group(
            name=names[rows[0].code],
            round_name=rows[0].round_name,
            is_open=rows[0].round_state == Round.State.OPEN,
            done=sum(row.is_answered for row in rows),
            total=len(rows),
            first=next((row.uuid for row in rows if not row.is_answered), rows[0].uuid),
        )
        for rows in gathered.values()
    ]


def beside(found: Sequence[Item], uuid: UUID) -> list[Item]:
    """Return the items on the same split code in the same round as one of them."""
    groups = [(one.round, one.code) for one in found if one.uuid == uuid]
    return [one for one in found if (one.round, one.code) in groups]


def following(found: Sequence[Item], uuid: UUID) -> UUID | None:
    """Return the next coding without an answer after one, else the first without one, else None."""
    here = next((place for place, one in enumerate(found) if one.uuid == uuid), -1)
    later = [*found[here + 1 :], *found[: here + 1]]
    return next((one.uuid for one in later if not one.is_answered and one.uuid != uuid), None)


@dataclass(frozen=True)
class Part:
    """A part to choose: its key, its words, and whether the standing answer chose it."""

    key: int
    row: CodeDefinition
    name: str
    wordings: list[reading.Wording]
    is_chosen: bool


@dataclass(frozen=True)
class Page:
    """Everything the page of one coding shows."""

    coding: Coding
    name: str
    parts: list[Part]
    lines: list[Line | folding.Gap]
    answer: SplitAnswer | None


def page(coding: Coding, found: splits.Splits, *, is_whole: bool = False) -> Page:
    """Read the page of a coding: the thread around it, the old code, the parts with their definitions."""
    language = codebook.language()
    offered = found.parts.get((coding.version_id, coding.code_id), ())
    rows = {row.code_id: row for row in codebook.definitions(found.latest).filter(code__in=offered)}
    answer = splits.live_answer(coding)
    chosen = {choice.code_id for choice in answer.choices.all()} if answer else set()
    old = CodeDefinition.objects.get(version=coding.version_id, code=coding.code_id)
    unit = coding.assignment.unit
    if coding.start is not None:
        # The passage that was coded is what is marked, also inside a longer unit.
        unit.start, unit.end = coding.start, coding.end
    return Page(
        coding,
        tree.wording(old, "name", language),
        [
            Part(key, rows[code], tree.wording(rows[code], "name", language), reading.wordings(rows[code], language),
                 code in chosen)
            for key, code in enumerate(offered, start=1)
        ],
        thread_lines(unit, is_whole=is_whole),
        answer,
    )  # fmt: skip
