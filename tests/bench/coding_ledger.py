"""What coders sent and were told is kept, against what stands in the tables."""

import threading
import uuid

from django.db import connection

from tests.bench.coding_client import Answer


class Ledger:
    """What every coder sent and was told is kept."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.sent = 0
        self.lock = threading.Lock()

    def note(self, operation_id: str, answer: Answer) -> None:
        """Write an answer down; anything but 200 ends the run."""
        if answer.status != 200:
            raise SystemExit(f"A save answered {answer.status}: {answer.body[:300]!r}")
        with self.lock:
            self.kept.add(operation_id)
            self.sent += 1


def compare(ledger: Ledger) -> dict[str, float]:
    """Compare the ledger with the tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT operation_id) FROM coding_app_operation WHERE operation_id = ANY(%s)",
            [[uuid.UUID(name) for name in ledger.kept]],
        )
        rows, distinct = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM coding_app_coding WHERE retracted_at IS NULL "
            'GROUP BY assignment_id, code_id, start, "end" HAVING count(*) > 1) AS twice'
        )
        (twice,) = cursor.fetchone()
        cursor.execute(
            """
            SELECT count(*) FROM coding_app_operation o
              LEFT JOIN coding_app_coding c ON c.made_by_operation_id = o.id
             WHERE o.kind = 'apply' AND c.id IS NULL AND o.operation_id = ANY(%s)
            """,
            [[uuid.UUID(name) for name in ledger.kept]],
        )
        (empty,) = cursor.fetchone()
    return {"acts lost": len(ledger.kept) - distinct + empty, "acts or codings kept twice": rows - distinct + twice}
