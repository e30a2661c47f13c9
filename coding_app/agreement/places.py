"""Where each unit stands: what subsets of a round are made of, in three queries."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from coding_app.agreement.depths import depths
from coding_app.coding.evidence import Evidence, Ids

Words = npt.NDArray[np.str_]

UNITS = """
    SELECT array_agg(u.id), array_agg(u.uuid::text), array_agg(COALESCE(u.post_id, 0)),
           array_agg(COALESCE(drawn.weight, 1))
    FROM coding_app_unit u
    LEFT JOIN coding_app_sampleunit drawn ON drawn.sample_id = %(sample)s AND drawn.unit_id = u.id
    WHERE u.id = ANY(%(ids)s::bigint[])
"""
THREADS = """
    SELECT array_agg(t.id), array_agg(t.uuid::text), array_agg(s.uuid::text), array_agg(s.profession)
    FROM corpus_thread t JOIN corpus_source s ON s.id = t.source_id
    WHERE t.id = ANY(%(ids)s::bigint[])
"""
# Depths are worked out from these: joining posts to the posts above them takes the database several times as long.
POSTS = """
    SELECT array_agg(id), array_agg(COALESCE(parent_id, 0)), array_agg(thread_id), array_agg(position)
    FROM corpus_post WHERE thread_id = ANY(%(ids)s::bigint[])
"""
DEPTHS = np.array(["0", "1", "2", "3+"])


@dataclass(frozen=True, eq=False)
class Places:
    """Say of each unit (U, in the order of its id) where it stands, by outside names.

    unit_ids: (U,). units, threads, sources: uuids. professions: slugs. depths: "0" an opening, "1", "2", "3+", or ""
    where the unit is a whole thread. weights: how many units of the population each stands for.
    """

    unit_ids: npt.NDArray[np.int64]
    units: Words
    threads: Words
    sources: Words
    professions: Words
    depths: Words
    weights: npt.NDArray[np.float64]

    @property
    def shares(self) -> npt.NDArray[np.float64] | None:
        """Return the weights with a mean of 1; None where all units were drawn at the same rate."""
        return self.weights / self.weights.mean() if np.unique(self.weights).size > 1 else None


def places(evidence: Evidence, sample: int | None = None) -> Places:
    """Read where the units of the evidence stand, with their weights in a sample (its id); three queries."""
    ids, first = np.unique(evidence.unit_ids, return_index=True)
    threads, thread = np.unique(evidence.thread_ids[first], return_inverse=True)
    _ids, units, posts, weights = _read(UNITS, ids, sample)
    _ids, own, sources, professions = (column[thread] for column in _read(THREADS, threads))
    return Places(ids, units, own, sources, professions, _depths(posts, threads), weights.astype(np.float64))


def _depths(posts: Ids, threads: Ids) -> Words:
    """Say how deep posts lie, which are in these threads; "" where there is no post (0)."""
    known, *above = _read(POSTS, threads)
    found = np.full(posts.size, "", dtype=DEPTHS.dtype)
    is_post = posts > 0
    found[is_post] = DEPTHS[depths(known, *above)[np.searchsorted(known, posts[is_post])]]
    return found


def _read(statement: str, ids: Ids, sample: int | None = None) -> list[npt.NDArray[Any]]:
    """Return the columns of a statement about some ids, in the order of its first column, which holds each once."""
    listed = f"{{{','.join(map(str, ids.tolist()))}}}"  # in one piece: number by number takes longer than the query
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": listed, "sample": sample})
        columns = [np.array(column or []) for column in cursor.fetchone()]
    order = np.argsort(columns[0])
    return [column[order] for column in columns]
