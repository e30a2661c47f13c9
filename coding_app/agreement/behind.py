"""The units behind a figure: what each coder answered, and where the answers differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.agreement.inputs import Inputs, inputs
from coding_app.agreement.questions import Table, category_ratings, n_categories, set_ratings, table
from coding_app.agreement.stats.data import MISSING
from coding_app.agreement.stats.krippendorff import fixed
from coding_app.agreement.stats.report import code_ratings
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import Evidence
from coding_app.coding.selection import open_to_all
from coding_app.sampling.models import Unit
from corpus.models import Post

Answer = frozenset[int]
"""The codes a coder chose among those that were asked; nothing chosen is an answer too."""


@dataclass(frozen=True)
class Comparison:
    """One unit that two coders or more met, with the answer of each by coder; uncounted: no category, so missing."""

    unit_id: int
    answers: Mapping[int, Answer]
    uncounted: frozenset[int] = frozenset()

    @property
    def counted(self) -> list[Answer]:
        """Return the answers that enter the coefficient."""
        return [answer for coder, answer in self.answers.items() if coder not in self.uncounted]

    @property
    def differs(self) -> bool:
        """Say whether the coders gave more than one answer that counts."""
        return len(set(self.counted)) > 1


@dataclass(frozen=True)
class Shown:
    """A comparison as it is shown: its text, and in the order of the columns each coder's codes, None if not coded.

    The last of a cell says whether the answer counts.
    """

    comparison: Comparison
    unit: Unit
    post: Post | None
    cells: Sequence[tuple[User, list[CodeEntry] | None, bool]]


def comparisons(found: Evidence, dimension: Dimension, code: CodeEntry | None = None) -> list[Comparison]:
    """Return the units that at least two coders answered, thread by thread; over one code or a whole dimension.

    They are those of the coefficient: where it takes an answer as missing, so does the count of the coders.
    """
    codes = [code] if code else list(dimension.codes)
    columns = [int(np.flatnonzero(found.code_ids == each.id)[0]) for each in codes]
    block = found.values[:, columns]
    units: dict[int, dict[int, Answer]] = {}
    for row in np.lexsort((found.unit_ids, found.thread_ids)):
        if np.isnan(block[row]).all():
            continue
        chosen = frozenset(each.id for each, value in zip(codes, block[row], strict=True) if value == 1)
        units.setdefault(int(found.unit_ids[row]), {})[int(found.coder_ids[row])] = chosen
    asked = None if code else dimension
    made = [Comparison(unit, answers, _uncounted(answers, asked)) for unit, answers in units.items()]
    return [each for each in made if len(each.counted) > 1]


def _uncounted(answers: Mapping[int, Answer], dimension: Dimension | None) -> frozenset[int]:
    """Return the coders whose answer is no category of a dimension where one is chosen, see `category_ratings`."""
    if dimension is None or dimension.selection != "one":
        return frozenset()
    fewest = 0 if n_categories(dimension) > len(dimension.codes) else 1
    return frozenset(coder for coder, answer in answers.items() if not fewest <= len(answer) <= 1)


def coders(found: Sequence[Comparison]) -> list[User]:
    """Return the coders of these units by name: the columns; one query."""
    ids = {coder for each in found for coder in each.answers}
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk"))


def shown(page: Sequence[Comparison], columns: Sequence[User], dimension: Dimension) -> list[Shown]:
    """Add to each comparison its text, the opening post for a thread; two queries."""
    units = Unit.objects.select_related("thread__source", "post").in_bulk([each.unit_id for each in page])
    openings = {
        post.thread_id: post
        for post in Post.objects.filter(position=0, thread__in={unit.thread_id for unit in units.values()})
    }
    return [
        Shown(
            each,
            units[each.unit_id],
            units[each.unit_id].post or openings.get(units[each.unit_id].thread_id),
            [
                (coder, _named(each.answers.get(coder.pk), dimension), coder.pk not in each.uncounted)
                for coder in columns
            ],
        )
        for each in page
    ]


def _named(answer: Answer | None, dimension: Dimension) -> list[CodeEntry] | None:
    return None if answer is None else [code for code in dimension.codes if code.id in answer]


@dataclass(frozen=True)
class Apart:
    """A coefficient taken apart, and the names of its categories in the order of the matrix."""

    inputs: Inputs
    categories: list[str]

    @property
    def matrix(self) -> list[tuple[str, list[float], float]]:
        """Return the rows of the coincidence matrix: name of the category, its coincidences, their total."""
        rows = zip(self.categories, self.inputs.coincidence.tolist(), self.inputs.totals.tolist(), strict=True)
        return list(rows)


def apart(found: Evidence, dimension: Dimension, code: CodeEntry | None = None) -> Apart:
    """Take the figures of a code, or of a dimension as a whole, apart: from the codings, not from what is stored."""
    data = table(found)
    if code is not None:
        (ratings,) = code_ratings(data.codings, data.values[:, [data.column[code.id]]])
        return Apart(inputs(ratings, category=1), [_("not chosen"), _("chosen")])
    if dimension.selection == "one":
        ratings, level = category_ratings(data, dimension)
        names = [each.name for each in dimension.codes] + ([dimension.none.name] if dimension.none else [])
        return Apart(inputs(ratings, level), names[: ratings.n_categories])
    ratings, squared = set_ratings(data, dimension)
    return Apart(inputs(ratings, sets=fixed(squared)), _sets(data, dimension))


def _sets(data: Table, dimension: Dimension) -> list[str]:
    """Name the sets of codes that were given, in the order of their ratings."""
    codes = data.columns(dimension)
    kept = open_to_all(codes != MISSING)
    named = [code.name for code, is_kept in zip(dimension.codes, kept, strict=True) if is_kept]
    distinct = np.unique(codes[(codes != MISSING).any(axis=1)][:, kept] == 1, axis=0)
    names = [" + ".join(name for name, is_in in zip(named, row, strict=True) if is_in) for row in distinct]
    return [name or _("none of them") for name in names]
