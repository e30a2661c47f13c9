"""Intra-coder stability: what the same coders made of the same units, earlier and again."""

from dataclasses import dataclass
from statistics import median

import numpy as np
from django.db.models import F, OuterRef, Subquery

from coding_app.accounts.models import User
from coding_app.agreement.readings import Card, Readings, Reference, aligned, cards
from coding_app.agreement.stats.data import Floats
from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import Evidence, Ids, evidence
from coding_app.sampling.models import Assignment, Round, Unit


@dataclass(frozen=True)
class Line:
    """One code on a card: its entry, the two readings, and the units to look at first."""

    dimension: Dimension
    entry: CodeEntry
    readings: Readings
    telling: list[Unit]


@dataclass(frozen=True)
class Sheet:
    """A card as it is shown. days: half of the units were coded again after so many days or more; None: not known."""

    coder: User
    units: int
    lines: list[Line]
    days: int | None = None


def stability(round: Round) -> list[Sheet]:
    """Return a sheet for each coder who met units of the origin of a round again; by name. Raise RoundIsBlind early.

    A code that one of the two versions does not have is left out.
    """
    if round.origin is None:
        return []
    days = _days_between(round)
    return [
        Sheet(sheet.coder, sheet.units, sheet.lines, days.get(sheet.coder.pk))
        for sheet in sheets(cards(*both_readings(round, round.origin)), round)
    ]


def both_readings(round: Round, origin: Round) -> tuple[Evidence, Reference]:
    """Read what coders made of the units of a round, and what each had made of them in its origin."""
    before, found = evidence(origin), evidence(round)
    return found, _earlier(before, found)


def _earlier(before: Evidence, found: Evidence) -> Reference:
    def reference(coder: int, units: Ids) -> Floats:
        rows = np.flatnonzero(before.coder_ids == coder)
        return aligned(before.unit_ids[rows], before.values[rows], before.code_ids, units=units, codes=found.code_ids)

    return reference


def _days_between(row: Round) -> dict[int, int]:
    """Return by coder the median of the days between the two submissions of a unit."""
    earlier = Assignment.objects.filter(round=row.origin_id, unit=OuterRef("unit"), coder=OuterRef("coder"))
    rows = (
        Assignment.objects.filter(round=row, submitted_at__isnull=False)
        .annotate(before=Subquery(earlier.values("submitted_at")[:1]))
        .filter(before__isnull=False)
        .values_list("coder", F("submitted_at") - F("before"))
    )
    spans: dict[int, list[float]] = {}
    for coder, span in rows:
        spans.setdefault(coder, []).append(span.total_seconds() / 86_400)
    return {coder: round(median(each)) for coder, each in spans.items()}


def sheets(found: list[Card], round: Round) -> list[Sheet]:
    """Put cards into the words of the round's codebook, coders by name; units to look at with their text; 2 queries."""
    entries = {
        code.id: (dimension, code)
        for dimension in codebook.dimensions(round.codebook_version)
        for code in dimension.codes
    }
    coders = User.objects.in_bulk([card.coder_id for card in found])
    wanted = {unit for card in found for each in card.codes for unit in each.telling}
    units = Unit.objects.select_related("thread__source", "post").in_bulk(wanted)
    shown = [
        Sheet(
            coders[card.coder_id],
            card.units,
            [
                Line(*entries[each.code_id], each, [units[unit] for unit in each.telling])
                for each in card.codes
                if each.code_id in entries
            ],
        )
        for card in found
    ]
    return sorted(shown, key=lambda sheet: (sheet.coder.display_name, sheet.coder.pk))
