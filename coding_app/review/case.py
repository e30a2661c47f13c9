"""Gather what the page of one unit shows: each dimension with the codings side by side, the decision, the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.models import Coding, Note
from coding_app.coding.queries import visible_codings
from coding_app.review import queries
from coding_app.review.forms import SettleForm
from coding_app.review.models import Adjudication
from coding_app.review.queries import Case, State
from coding_app.sampling.models import Round, Unit

TO_SETTLE_FIRST = (State.DIFFER, State.SETTLED, State.INCOMPLETE, State.AGREE)
Stood = Mapping[tuple[int, int], list[tuple[UUID, str]]]
"""The codings by (coder, code), each with the words it stands on; none for a whole unit."""


@dataclass(frozen=True)
class Chosen:
    """A code somebody chose, the passages it stands on, if it stands on passages, whether all chose it; its codings."""

    entry: CodeEntry
    quotes: list[str]
    is_common: bool
    codings: list[UUID]


@dataclass(frozen=True)
class Column:
    """One coder's codings in a dimension; `key` is the digit that keeps them."""

    key: int
    coder: User
    codes: list[Chosen]

    @property
    def differing(self) -> list[Chosen]:
        """Return the codes that not everybody chose."""
        return [code for code in self.codes if not code.is_common]


@dataclass(frozen=True)
class Decided:
    """A decision with the codes it stands for."""

    row: Adjudication
    codes: list[CodeEntry]


@dataclass(frozen=True)
class Panel:
    """A dimension of the unit."""

    case: Case
    dimension: Dimension
    columns: list[Column]
    decisions: list[Decided]
    form: SettleForm | None

    @property
    def decision(self) -> Decided | None:
        """Return the decision that stands."""
        return next((each for each in self.decisions if each.row.superseded_at is None), None)

    @property
    def earlier(self) -> list[Decided]:
        """Return the decisions that were replaced, newest first."""
        return [each for each in self.decisions if each.row.superseded_at is not None]

    @property
    def in_question(self) -> list[CodeEntry]:
        """Return the codes that somebody chose and somebody else did not."""
        return [entry for entry in self.dimension.entries if entry.id in self.case.codes_in_question]

    @property
    def in_common(self) -> list[CodeEntry]:
        """Return the codes that everybody chose."""
        everybody = list(self.case.answers.values())
        shared = frozenset.intersection(*everybody) if everybody else frozenset()
        return [entry for entry in self.dimension.entries if entry.id in shared]

    @property
    def choices(self) -> list[CodeEntry]:
        """Return what one may decide on, headings included."""
        return list(self.dimension.entries)


def panels(round: Round, unit: Unit, cases: Sequence[Case], by: User, bound: SettleForm | None = None) -> list[Panel]:
    """Return the dimensions of a unit, what is to settle first, then what is settled, each in codebook order.

    `bound` takes the place of the form of its dimension; of a settled round nothing is decided any more. Five queries.
    """
    dimensions = {dimension.id: dimension for dimension in codebook.dimensions(round.codebook_version)}
    stood = _stood(visible_codings(round, by).filter(assignment__unit=unit), unit)
    history = list(queries.history(round, unit))
    ordered = sorted(cases, key=lambda case: TO_SETTLE_FIRST.index(case.state))
    found = [_panel(case, dimensions[case.dimension.pk], stood, history, bound) for case in ordered]
    return [replace(panel, form=None) for panel in found] if round.state == Round.State.SETTLED else found


def settle_form(case: Case, dimension: Dimension, data: object = None) -> SettleForm:
    """Make the form of one dimension, empty or with what was sent."""
    seen = str(case.decision.uuid) if case.decision else ""
    first = {"dimension": dimension.uuid, "seen": seen}
    return SettleForm(data, initial=first, coders=list(case.coders), entries=list(dimension.entries))


def _panel(
    case: Case, dimension: Dimension, stood: Stood, history: Sequence[Adjudication], bound: SettleForm | None
) -> Panel:
    columns = [
        Column(
            key,
            coder,
            [
                _chosen(entry, stood.get((coder.pk, entry.id), []), is_common=entry.id not in case.codes_in_question)
                for entry in dimension.entries
                if entry.id in case.answers[coder.pk]
            ],
        )
        for key, coder in enumerate(case.coders, start=1)
    ]
    form = None
    if case.state in {State.DIFFER, State.SETTLED} and case.coders:
        is_sent = bound is not None and bound.data.get("dimension") == str(dimension.uuid)
        form = bound if is_sent else settle_form(case, dimension)
    decisions = [_decided(row, dimension) for row in history if row.dimension_id == dimension.id]
    return Panel(case, dimension, columns, decisions, form)


def _decided(row: Adjudication, dimension: Dimension) -> Decided:
    codes = {coding.code_id for coding in row.consensus_codings.all()}
    return Decided(row, [entry for entry in dimension.entries if entry.id in codes])


def _chosen(entry: CodeEntry, stood: Sequence[tuple[UUID, str]], *, is_common: bool) -> Chosen:
    return Chosen(entry, [words for _uuid, words in stood if words], is_common, [uuid for uuid, _words in stood])


def _stood(codings: QuerySet[Coding], unit: Unit) -> Stood:
    """Read the codings of a unit by (coder, code), and cut the passages out of the text."""
    found: dict[tuple[int, int], list[tuple[UUID, str]]] = {}
    text = unit.post.text if unit.post else ""
    rows = codings.order_by("start", "pk").values_list("assignment__coder", "code", "uuid", "start", "end")
    for coder, code, uuid, start, end in rows:
        found.setdefault((coder, code), []).append((uuid, "" if start is None else text[start:end]))
    return found


def memos(round: Round, unit: Unit) -> list[Note]:
    """Return what the coders noted while they coded the unit."""
    notes = Note.objects.filter(assignment__round=round, assignment__unit=unit, ended_at__isnull=True)
    return list(notes.select_related("author").order_by("made_at"))
