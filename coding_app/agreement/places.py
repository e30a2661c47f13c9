"""Where each unit stands: what subsets of a round are made of, in one query."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import connection

from coding_app.coding.evidence import Evidence

Words = npt.NDArray[np.str_]

# A reply whose parent is not in the thread, or comes later, stands at depth 1; deeper than 2 is one class.
STATEMENT = """
    SELECT array_agg(u.id), array_agg(u.uuid::text), array_agg(t.uuid::text), array_agg(s.uuid::text),
           array_agg(s.profession),
           array_agg(CASE WHEN p.id IS NULL THEN '' WHEN p.position = 0 THEN '0'
                          WHEN above.id IS NULL OR above.position = 0 THEN '1'
                          WHEN top.id IS NULL OR top.position = 0 THEN '2' ELSE '3+' END),
           array_agg(COALESCE(drawn.weight, 1))
    FROM coding_app_unit u
    JOIN corpus_thread t ON t.id = u.thread_id
    JOIN corpus_source s ON s.id = t.source_id
    LEFT JOIN corpus_post p ON p.id = u.post_id
    LEFT JOIN corpus_post above
           ON above.id = p.parent_id AND above.thread_id = p.thread_id AND above.position < p.position
    LEFT JOIN corpus_post top
           ON top.id = above.parent_id AND top.thread_id = above.thread_id AND top.position < above.position
    LEFT JOIN coding_app_sampleunit drawn ON drawn.sample_id = %(sample)s AND drawn.unit_id = u.id
    WHERE u.id = ANY(%(units)s)
"""


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
    """Read where the units of the evidence stand, with their weights in a sample (its id); one query."""
    ids = np.unique(evidence.unit_ids)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"units": ids.tolist(), "sample": sample})
        found = cursor.fetchone()
    keys = np.array(found[0] or [], dtype=np.int64)
    order = np.argsort(keys)
    units, threads, sources, professions, depths = (
        np.array(column or [], dtype=np.str_)[order] for column in found[1:6]
    )
    weights = np.array(found[6] or [], dtype=np.float64)[order]
    return Places(keys[order], units, threads, sources, professions, depths, weights)
