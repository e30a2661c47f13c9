"""Codes that a round came to in its course: whoever had submitted before was never offered them."""

from datetime import datetime

import numpy as np
import numpy.typing as npt

from coding_app.codebook.models import CodebookVersion, CodeLineage
from coding_app.coding.queries import structure
from coding_app.coding.selection import Flags
from coding_app.sampling.models import Round

Ids = npt.NDArray[np.int64]


def offered(round: Round, moves_since: Ids, code_ids: Ids) -> Flags:
    """Return (A, C): whether a judgment was made under a codebook that had the code, or what became the code.

    moves_since: (A,) how many times the round moved to another version after the judgment was submitted. No statement
    where it never did.
    """
    found = np.ones((moves_since.size, code_ids.size), dtype=np.bool_)
    for since, (_moved_at, codes) in enumerate(past(round) if moves_since.any() else (), start=1):
        found[moves_since == since] = np.isin(code_ids, list(codes))
    return found


def past(round: Round) -> list[tuple[datetime, frozenset[int]]]:
    """Return when a round left each version that is past, the last first, and which codes had been offered till then.

    One statement, and one for each version (two when it is first read).
    """
    moves = round.moves.select_related("from_version").order_by("-moved_at")
    return [(move.moved_at, _heirs(move.from_version, round.codebook_version)) for move in moves]


def _heirs(before: CodebookVersion, after: CodebookVersion) -> frozenset[int]:
    """Return the codes of a version and those into which they were merged or split up to a later one."""
    found = set(structure(before).uuids)
    told = CodeLineage.objects.filter(
        version__codebook=before.codebook_id,
        version__number__gt=before.number,
        version__number__lte=after.number,
        to_code__isnull=False,
    )
    for source, target in told.order_by("version__number", "pk").values_list("from_code", "to_code"):
        if source in found:
            found.add(target)
    return frozenset(found)
