"""Reads about professions: the rounds one may choose, the material, the values that are counted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Count, F, Max, Min, QuerySet
from django.http import Http404

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.queries import comparable_rounds, latest_run
from coding_app.agreement.stats.data import Ints
from coding_app.agreement.verdicts import Verdict, verdict
from coding_app.coding.evidence import Evidence, evidence
from coding_app.projects.models import Project
from coding_app.review.queries import consensus
from coding_app.sampling.models import Round, Unit
from coding_app.summaries.layer import Layer, decided, majority
from corpus.models import Post, Profession

LONGEST_NUMBER = 8


@dataclass(frozen=True)
class Selection:
    """The rounds a summary counts, all of one kind of unit, and what else might be chosen."""

    unit_kind: str
    unit_kinds: list[str]
    offered: list[Round]
    rounds: list[Round]


def selection(project: Project, by: User, *, unit_kind: str = "", numbers: Sequence[str] = ()) -> Selection:
    """Return the rounds asked for; without a wish the main rounds that are over, of the kind of unit coded last.

    Only rounds whose codings the person sees. Units of different kinds are never counted together. Raise Http404 for a
    kind or a round that is not there.
    """
    everything = list(comparable_rounds(project, by).order_by("number"))
    usual = [row for row in everything if _is_usual(row)]
    kinds = [kind for kind in Unit.Kind.values if any(row.unit_kind == kind for row in everything)]
    if not unit_kind:
        unit_kind = (usual or everything)[-1].unit_kind if everything else Unit.Kind.POST.value
    elif unit_kind not in kinds:
        raise Http404
    offered = [row for row in everything if row.unit_kind == unit_kind]
    if not numbers:
        return Selection(unit_kind, kinds, offered, [row for row in offered if _is_usual(row)])
    wanted = {int(number) for number in numbers if number.isdecimal() and len(number) <= LONGEST_NUMBER}
    rounds = [row for row in offered if row.number in wanted]
    if len(rounds) != len(set(numbers)):
        raise Http404
    return Selection(unit_kind, kinds, offered, rounds)


def _is_usual(row: Round) -> bool:
    return row.kind == Round.Kind.MAIN and row.is_over


@dataclass(frozen=True)
class Facts:
    """What there is of one profession in the whole corpus."""

    profession: str
    sources: int
    threads: int
    posts: int
    authors: int
    first: datetime | None
    last: datetime | None

    @property
    def label(self) -> str:
        """Name the profession."""
        return str(Profession(self.profession).label)


def facts(project: Project) -> list[Facts]:
    """Return the corpus in figures, a profession each; one statement."""
    rows = (
        Post.objects.filter(source__corpus=project.corpus_id)
        .order_by()
        .values(profession=F("source__profession"))
        .annotate(
            sources=Count("source", distinct=True),
            threads=Count("thread", distinct=True),
            posts=Count("pk"),
            authors=Count("author", distinct=True),
            first=Min("posted_at"),
            last=Max("posted_at"),
        )
    )
    return sorted((Facts(**row) for row in rows), key=lambda one: Profession.values.index(one.profession))


@dataclass(frozen=True, eq=False)
class Analysis:
    """The values that are counted. U units, C codes.

    unit_ids, threads (positions from 0), groups (positions in `professions`): (U,). pairs: (profession, platform) of
    each unit. code_ids: (C,). layer: (U, C).
    """

    unit_ids: Ints
    threads: Ints
    groups: Ints
    professions: list[str]
    pairs: list[tuple[str, str]]
    code_ids: Ints
    layer: Layer

    def column(self, code_id: int) -> int | None:
        """Return the position of a code, None when no chosen round asks it."""
        found = np.flatnonzero(self.code_ids == code_id)
        return int(found[0]) if found.size else None


def analysis(project: Project, rounds: Sequence[Round]) -> Analysis:
    """Read the chosen rounds into one value a unit and code, as `layer` says.

    A unit coded in several of the rounds counts once, as in the last of them. Statements: two a round, and two.
    """
    read = [evidence(row) for row in sorted(rounds, key=lambda row: row.number)]
    decisions = consensus(project, rounds)
    dimension_of = _dimensions(read)
    code_ids = np.array(list(dimension_of), dtype=np.intp)
    ids = {int(unit) for one in read for unit in one.unit_ids} | {unit for unit, _dimension in decisions}
    told = _places(ids)
    unit_ids = np.array([row[0] for row in told], dtype=np.intp)
    layer = _layer(read, decisions, unit_ids, code_ids, np.array(list(dimension_of.values()), dtype=np.intp))
    present = {row[2] for row in told}
    professions = [value for value in Profession.values if value in present]
    _threads, threads = np.unique(np.array([row[1] for row in told], dtype=np.intp), return_inverse=True)
    return Analysis(
        unit_ids=unit_ids,
        threads=threads.astype(np.intp),
        groups=np.array([professions.index(row[2]) for row in told], dtype=np.intp),
        professions=professions,
        pairs=[(row[2], row[3]) for row in told],
        code_ids=code_ids,
        layer=layer,
    )


def _dimensions(read: Iterable[Evidence]) -> dict[int, int]:
    """Return the dimension of each code of some rounds, in the order of the codebooks."""
    return {
        int(code): int(dimension)
        for one in read
        for code, dimension in zip(one.code_ids, one.code_dimension_ids, strict=True)
    }


def _places(ids: Collection[int]) -> list[tuple[int, int, str, str]]:
    """Return (unit, thread, profession, platform) in the order of threads and posts."""
    rows = Unit.objects.filter(pk__in=ids).order_by("thread", "post__position", "pk")
    return list(rows.values_list("pk", "thread", "thread__source__profession", "thread__source__platform"))


def _layer(
    read: Sequence[Evidence],
    decisions: dict[tuple[int, int], frozenset[int]],
    unit_ids: Ints,
    code_ids: Ints,
    dimensions: Ints,
) -> Layer:
    unit_at = {int(unit): position for position, unit in enumerate(unit_ids)}
    code_at = {int(code): position for position, code in enumerate(code_ids)}
    last: dict[int, int] = {int(unit): number for number, one in enumerate(read) for unit in one.unit_ids}
    rows, units = [np.empty((0, code_ids.size))], [np.empty(0, dtype=np.intp)]
    for number, one in enumerate(read):
        keep = np.array([last[int(unit)] == number for unit in one.unit_ids], dtype=np.bool_)
        wide = np.full((one.values.shape[0], code_ids.size), np.nan)
        wide[:, [code_at[int(code)] for code in one.code_ids]] = one.values
        rows.append(wide[keep])
        units.append(np.array([unit_at[int(unit)] for unit in one.unit_ids], dtype=np.intp)[keep])
    layer = majority(np.concatenate(rows), np.concatenate(units), unit_ids.size)
    placed = {
        (unit_at[unit], dimension): [code_at[code] for code in codes] for (unit, dimension), codes in decisions.items()
    }
    return decided(layer, placed, dimensions)


@dataclass(frozen=True)
class Doubt:
    """Why a share should be read with care: the agreement on its code in one round."""

    round: Round
    low: float


def doubts(rounds: Iterable[Round]) -> dict[int, list[Doubt]]:
    """Return by code the rounds in which the lower bound of alpha is under .667, as last computed."""
    runs = {run.pk: row for row in rounds if (run := latest_run(row))}
    stored = AgreementFigure.objects.filter(
        run__in=runs, metric__in=[figures.ALPHA, figures.CHOSEN], subset="", coder_a__isnull=True
    )
    chosen = {(row.run_id, row.code_id): row.value for row in stored if row.metric == figures.CHOSEN}
    found: dict[int, list[Doubt]] = {}
    for row in stored:
        # Without the number of times it was chosen a row is that of a dimension, not of a code.
        if row.metric != figures.ALPHA or (row.run_id, row.code_id) not in chosen:
            continue
        if verdict(row.low, chosen[row.run_id, row.code_id]) == Verdict.DOUBTFUL and row.low is not None:
            found.setdefault(row.code_id, []).append(Doubt(runs[row.run_id], row.low))
    return found


def units(ids: Collection[int]) -> QuerySet[Unit]:
    """Return units in reading order with their source, post and author."""
    rows = Unit.objects.filter(pk__in=ids).select_related("thread__source", "post__author")
    return rows.order_by("thread", "post__position", "pk")


def openings(threads: Collection[int]) -> dict[int, Post]:
    """Return the opening post of each thread, by thread."""
    rows = Post.objects.filter(thread__in=threads, position=0).select_related("author")
    return {row.thread_id: row for row in rows} if threads else {}
