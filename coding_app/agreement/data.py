"""The data behind the figures as a file, and its digest: what anybody needs to compute them again elsewhere."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from coding_app.accounts.models import User
from coding_app.codebook.tree import Dimension
from coding_app.coding.evidence import Evidence
from coding_app.sampling.models import Round, Unit
from corpus.models import Thread

HEADER = "round,unit,thread,coder,dimension,code,value"


def lines(round: Round, evidence: Evidence, dimensions: Sequence[Dimension]) -> Iterator[str]:
    """Yield the file line by line (RFC 4180): one line a coding and code, value 1, 0 or NA when it was not asked.

    Outside names only: uuids of unit, thread and coder, slugs of dimension and code. "None applies" is 0 everywhere.
    The order is that of these names, so that the same codings always give the same file. Three queries.
    """
    units = dict(Unit.objects.filter(pk__in=set(evidence.unit_ids.tolist())).values_list("pk", "uuid"))
    threads = dict(Thread.objects.filter(pk__in=set(evidence.thread_ids.tolist())).values_list("pk", "uuid"))
    coders = dict(User.objects.filter(pk__in=set(evidence.coder_ids.tolist())).values_list("pk", "uuid"))
    codes = [(f"{dimension.slug},{code.slug}", code.id) for dimension in dimensions for code in dimension.codes]
    place = {int(code): column for column, code in enumerate(evidence.code_ids)}
    columns = [place[code] for _words, code in codes]
    keys = zip(evidence.unit_ids.tolist(), evidence.thread_ids.tolist(), evidence.coder_ids.tolist(), strict=True)
    prefixes = [f"{round.number},{units[unit]},{threads[thread]},{coders[coder]}" for unit, thread, coder in keys]
    yield f"{HEADER}\r\n"
    for row in np.argsort(np.array(prefixes, dtype=np.str_), kind="stable"):
        for (words, _code), value in zip(codes, evidence.values[row, columns].tolist(), strict=True):
            yield f"{prefixes[row]},{words},{_written(value)}\r\n"


def sha256(written: Iterator[str]) -> str:
    """Return the digest of the file: what `sha256sum` says of the download."""
    return hashlib.sha256("".join(written).encode()).hexdigest()


def _written(value: float) -> str:
    return "NA" if value != value else str(int(value))
