"""The data behind the figures as a file, and its digest: what anybody needs to compute them again elsewhere."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast

from coding_app.accounts.models import User
from coding_app.agreement.places import Places, places
from coding_app.agreement.subsets import batches
from coding_app.codebook.tree import Dimension
from coding_app.coding.evidence import Evidence
from coding_app.sampling.models import Round

HEADER = "round,unit,thread,source,profession,depth,coder,batch,dimension,code,value"
WEIGHTED = HEADER.replace(",batch,", ",batch,weight,")
AT_ONCE = 500
"""So many codings are digested together: one by one takes longer."""


def lines(
    round: Round, evidence: Evidence, dimensions: Sequence[Dimension], found: Places | None = None
) -> Iterator[str]:
    """Yield the file (RFC 4180), first its header, then the lines of one coding after the other.

    A line a coding and code, value 1, 0 or NA when it was not asked. Outside names only: uuids of unit, thread, source
    and coder, slugs of profession, dimension and code. "None applies" is 0 everywhere. depth: 0 an opening, 3+ three
    answers deep or more; batch: along the coder's queue; weight, where the units of the sample differ in it: how many
    units of the population each stands for. The order is that of these names, so that the same codings
    always give the same file. found: where the units stand, where it was read before; else four queries.
    """
    found = found or places(evidence, round.sample_id)
    codes = [(f"{dimension.slug},{code.slug}", code.id) for dimension in dimensions for code in dimension.codes]
    column = {int(code): position for position, code in enumerate(evidence.code_ids)}
    values = np.nan_to_num(evidence.values[:, [column[code] for _words, code in codes]], nan=-1).astype(np.int8)
    packed, width = values.tobytes(), len(codes)
    written: dict[bytes, list[str]] = {}
    yield f"{HEADER if found.shares is None else WEIGHTED}\r\n"
    prefixes = _prefixes(round, evidence, found)
    for position in sorted(range(len(prefixes)), key=prefixes.__getitem__):
        key = packed[position * width : (position + 1) * width]
        if key not in written:  # codings with the same codes differ by their first columns only
            row = zip(codes, values[position].tolist(), strict=True)
            written[key] = ["", *(f",{words},{_written(value)}\r\n" for (words, _code), value in row)]
        yield prefixes[position].join(written[key])


def _prefixes(round: Round, evidence: Evidence, found: Places) -> list[str]:
    """Write the columns that all lines of a coding share."""
    named = User.objects.filter(pk__in=np.unique(evidence.coder_ids).tolist())
    coders = dict(named.values_list("pk", Cast("uuid", CharField())))
    columns = (found.units, found.threads, found.sources, found.professions, found.depths)
    units = [f"{round.number},{','.join(words)}" for words in zip(*(each.tolist() for each in columns), strict=True)]
    batch = batches(evidence.coder_ids, evidence.positions, round.batch_size)
    weights = [""] * len(units) if found.shares is None else [f",{weight!r}" for weight in found.weights.tolist()]
    place = np.searchsorted(found.unit_ids, evidence.unit_ids)
    return [
        f"{units[unit]},{coders[coder]},{number}{weights[unit]}"
        for unit, coder, number in zip(place.tolist(), evidence.coder_ids.tolist(), batch.tolist(), strict=True)
    ]


def sha256(written: Iterator[str]) -> str:
    """Return the digest of the file: what `sha256sum` says of the download."""
    digest = hashlib.sha256()
    while block := "".join(islice(written, AT_ONCE)):
        digest.update(block.encode())
    return digest.hexdigest()


def _written(value: int) -> str:
    return "NA" if value < 0 else str(value)
