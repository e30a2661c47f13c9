"""What the page of a code shows: figures that open their quotes, filters, pins, codes beside it, differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from coding_app.accounts.models import User
from coding_app.agreement import figures
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.queries import comparable_rounds, latest_run
from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.projects.models import Project
from coding_app.quotes import queries
from coding_app.quotes.models import PLACES, PinnedQuote
from coding_app.quotes.queries import Count, Filters
from coding_app.quotes.shown import Quote
from coding_app.sampling.models import Round, Unit
from corpus.models import Profession, Source

DIFFERENCES_SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """A value of a filter: what it is called, how many quotes it has, whether it is chosen."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Neighbor:
    """A code that stands on the same units: on how many, and which share of the units of this code that is."""

    row: CodeDefinition
    name: str
    units: int
    share: float


@dataclass(frozen=True)
class Slot:
    """A profession with its pinned quotes, and how many may still be pinned."""

    profession: str
    label: str
    pins: list[PinnedQuote]

    @property
    def free(self) -> int:
        """Count the places left."""
        return len(PLACES) - len(self.pins)


@dataclass(frozen=True)
class Difference:
    """A unit of a closed round on which coders differ about the code."""

    round: Round
    unit: Unit
    chosen: int
    submitted: int


def choices(project: Project, counts: queries.Counts, filters: Filters) -> dict[str, list[Choice]]:
    """Return the filters that lead somewhere, with their figures; three statements."""
    sources = Source.objects.filter(pk__in=counts.sources).order_by("name")
    professions: dict[str, int] = {}
    for source in sources:
        professions[source.profession] = professions.get(source.profession, 0) + counts.sources[source.pk]
    rounds = Round.objects.filter(pk__in=counts.rounds).order_by("number")
    coders = User.objects.filter(pk__in=counts.coders).order_by("display_name", "pk")
    return {
        "profession": [
            Choice(value, str(label), professions[value], filters.profession == value)
            for value, label in Profession.choices
            if value in professions
        ],
        "source": [
            Choice(str(row.uuid), row.name, counts.sources[row.pk], filters.source == row.uuid) for row in sources
        ],
        "round": [
            Choice(str(row.number), row.name, counts.rounds[row.pk], filters.round == row.number) for row in rounds
        ],
        "coder": [
            Choice(str(row.uuid), row.display_name, counts.coders[row.pk], filters.coder == row.uuid) for row in coders
        ],
    }


def state(filters: Filters) -> str:
    """Return the filters as they stand in an address."""
    named = {
        "profession": filters.profession,
        "source": filters.source,
        "round": filters.round,
        "coder": filters.coder,
        "together": filters.with_code,
        "differ": int(filters.differ),
    }
    return urlencode({name: value for name, value in named.items() if value})


def slots(project: Project, pins: Sequence[PinnedQuote]) -> list[Slot]:
    """Return the professions of the project's sources, and those of older pins, with what is pinned."""
    there = set(Source.objects.filter(corpus=project.corpus_id).values_list("profession", flat=True))
    there |= {pin.profession for pin in pins}
    return [
        Slot(value, str(label), [pin for pin in pins if pin.profession == value])
        for value, label in Profession.choices
        if value in there
    ]


def neighbors(
    project: Project, code: Code, by: User, total: Count, wordings: Mapping[int, CodeDefinition]
) -> list[Neighbor]:
    """Return the codes most often on the same units, "none applies" left aside."""
    codes = [code_id for code_id, row in wordings.items() if row.kind == CodeDefinition.Kind.CODE]
    language = codebook.language()
    return [
        Neighbor(wordings[code_id], tree.wording(wordings[code_id], "name", language), units, units / total.units)
        for code_id, units in queries.together(project, code, by, codes)
    ]


def differences(project: Project, code: Code, by: User) -> tuple[int, list[Difference]]:
    """Return how many units of closed rounds coders differ on, and the first of them; four statements at most."""
    found = queries.differences(project, code, by)
    rows = list(found.order_by("-round__number", "unit")[: DIFFERENCES_SHOWN + 1])
    number = len(rows) if len(rows) <= DIFFERENCES_SHOWN else found.count()
    rows = rows[:DIFFERENCES_SHOWN]
    rounds = Round.objects.in_bulk({row["round"] for row in rows})
    units = Unit.objects.select_related("thread__source", "post__author").in_bulk([row["unit"] for row in rows])
    return number, [
        Difference(rounds[row["round"]], units[row["unit"]], row["chosen"], row["submitted"]) for row in rows
    ]


def agreement(project: Project, code: Code, by: User) -> tuple[Round, AgreementFigure] | None:
    """Return alpha of the code in the latest closed round that has it, with its interval."""
    rounds = comparable_rounds(project, by).filter(state__in=Round.OVER, codebook_version__definitions__code=code)
    latest = rounds.first()
    run = latest_run(latest) if latest else None
    if latest is None or run is None:
        return None
    figure = AgreementFigure.objects.filter(
        run=run, code=code, metric=figures.ALPHA, subset="", coder_a__isnull=True
    ).first()
    return (latest, figure) if figure else None


def chips(filters: Filters, shown: Mapping[str, Sequence[Choice]], extra: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what is asked for in words, each with the address without it."""
    blank = Filters()
    names = {"profession": "profession", "source": "source", "round": "round", "coder": "coder"}
    found = [
        {"label": choice.label, "without": state(replace(filters, **{field: getattr(blank, field)}))}
        for name, field in names.items()
        for choice in shown[name]
        if choice.is_chosen
    ]
    return found + [
        {"label": label, "without": state(replace(filters, **{field: getattr(blank, field)}))}
        for field, label in extra.items()
        if label
    ]


def pinned_names(pins: Sequence[PinnedQuote]) -> set[str]:
    """Return how the list names the quotes that are pinned."""
    return {f"{pin.post.uuid}" if pin.start is None else f"{pin.post.uuid}.{pin.start}.{pin.end}" for pin in pins}


def lines(quotes: Sequence[Quote], pins: Sequence[PinnedQuote]) -> list[tuple[Quote, bool]]:
    """Return each quote with whether it is pinned."""
    pinned = pinned_names(pins)
    return [(quote, quote.name in pinned) for quote in quotes]
