"""What one cell of a table rests on: the codings of two coders, of all but one, or those of some of the units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.http import Http404
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.agreement import subsets
from coding_app.agreement.lines import ByMetric, Line
from coding_app.agreement.places import places
from coding_app.agreement.questions import table
from coding_app.agreement.sections import BY_SLUG, called
from coding_app.agreement.stats.data import Bools
from coding_app.coding.evidence import Evidence
from coding_app.sampling.models import Round

PAIR = "coders"
OF_UNITS = (subsets.PROFESSION, subsets.SOURCE, subsets.DEPTH, subsets.BATCH, subsets.WINDOW)


@dataclass(frozen=True, eq=False)
class Limit:
    """A part of the codings. words: what it is called; key: where a line of figures holds those of this part."""

    codings: Evidence
    words: str
    subset: str
    key: str | tuple[int, ...]

    def figures(self, line: Line) -> ByMetric:
        """Return the stored figures of this part by metric."""
        if self.subset == PAIR:
            return next((found for pair, found in line.pairs.items() if set(pair) == set(self.key)), {})
        return line.subsets.get((self.subset, self.key if isinstance(self.key, str) else self.key[0]), {})


def limit_asked_for(round: Round, found: Evidence, asked: Mapping[str, str]) -> Limit | None:
    """Return the part of the codings that the address names, None where it names none; at most two queries.

    Raise Http404 for a part that these codings do not have.
    """
    if PAIR in asked:
        coders = _coders(found, asked[PAIR].split(","), wanted=2)
        keep = np.isin(found.coder_ids, [coder.pk for coder in coders])
        words = " – ".join(coder.display_name for coder in coders)
        return Limit(_where(found, keep), words, PAIR, tuple(coder.pk for coder in coders))
    if subsets.WITHOUT in asked:
        (coder,) = _coders(found, [asked[subsets.WITHOUT]], wanted=1)
        words = _("without %(coder)s") % {"coder": coder.display_name}
        return Limit(_where(found, found.coder_ids != coder.pk), words, subsets.WITHOUT, (coder.pk,))
    subset = next((name for name in OF_UNITS if name in asked), None)
    return _of_units(round, found, subset, asked[subset]) if subset else None


def _coders(found: Evidence, names: list[str], *, wanted: int) -> list[User]:
    """Find so many coders of these codings by their uuids, in the order of their names."""
    try:
        uuids = [UUID(name) for name in names]
    except ValueError:
        raise Http404 from None
    coders = User.objects.filter(uuid__in=uuids, pk__in=np.unique(found.coder_ids).tolist())
    by_name = list(coders.order_by("display_name", "pk"))
    if len(by_name) != wanted:
        raise Http404
    return by_name


def _of_units(round: Round, found: Evidence, subset: str, value: str) -> Limit:
    """Take the codings of the units of one group, divided as the figures are."""
    data = table(found)
    batch = subsets.batches(data.codings.coder, data.places, round.batch_size)
    divided = subsets.divisions(data, places(found), batch)
    division = next((each for each in divided if each.subset == subset), None)
    if division is None or value not in division.values:
        raise Http404
    groups = division.of_groups[division.values.index(value)] > 0
    inside: Bools = (division.group >= 0) & groups[division.group]
    words = _("%(what)s: %(which)s") % {"what": BY_SLUG[subset].title, "which": called(subset, {value})[value]}
    return Limit(_where(found, inside[data.codings.unit]), words, subset, value)


def _where(found: Evidence, keep: Bools) -> Evidence:
    """Keep some of the codings."""
    return replace(
        found,
        assignment_ids=found.assignment_ids[keep],
        unit_ids=found.unit_ids[keep],
        thread_ids=found.thread_ids[keep],
        coder_ids=found.coder_ids[keep],
        positions=found.positions[keep],
        values=found.values[keep],
        closed=found.closed[keep],
    )
