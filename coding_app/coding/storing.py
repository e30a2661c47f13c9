"""Write one operation with all that it does to a unit, in one statement."""

from typing import Any, NamedTuple

from coding_app.coding import rules
from coding_app.coding.models import Operation
from coding_app.coding.standing import Standing
from coding_app.core.prepared import prepared_cursor

_ACT = """
    WITH act AS (
        INSERT INTO coding_app_operation
               (operation_id, assignment_id, sequence, kind, code_id, start, "end", reason, seconds)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
    )
"""
_CODES = """, gone AS (
        UPDATE coding_app_coding c
           SET retracted_at = statement_timestamp(), retracted_by_id = %s, retracted_by_operation_id = act.id
          FROM act WHERE c.id = ANY(%s)
    )
"""
_ADD = """
    INSERT INTO coding_app_coding (uuid, assignment_id, code_id, version_id, start, "end", made_by_operation_id)
    SELECT gen_random_uuid(), %s, %s, %s, %s, %s, act.id FROM act RETURNING id
"""
_MOVE = """
    UPDATE coding_app_assignment SET submitted_at = %s, skipped_at = %s, doubted_at = %s WHERE id = %s RETURNING id
"""
_NOTHING = "SELECT id FROM act"


class Written(NamedTuple):
    """What an act on codes writes: the keys of the codings it retracts, the marks it makes (one at most)."""

    gone: list[int]
    made: list[rules.Mark]


def store(wanted: Operation, held: Standing, codes: Written | None = None) -> dict[rules.Mark, int]:
    """Insert an operation; retract and make its codings, or set how its unit stands. Return the keys of what it made.

    The caller holds the lock of the assignment, and has checked everything that can be refused.
    """
    values: list[Any] = [
        wanted.operation_id, wanted.assignment_id, wanted.sequence, wanted.kind, wanted.code_id, wanted.start,
        wanted.end, wanted.reason, wanted.seconds,
    ]  # fmt: skip
    if codes is None:
        statement = _ACT + _MOVE
        values += [held.submitted_at, held.skipped_at, held.doubted_at, wanted.assignment_id]
    else:
        statement = _ACT + (_CODES if codes.gone else "")
        values += [held.coder, codes.gone] if codes.gone else []
        statement += _ADD if codes.made else _NOTHING
        for mark in codes.made:
            values += [wanted.assignment_id, mark.code, held.version, mark.start, mark.end]
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        key: int = cursor.fetchone()[0]
    return {codes.made[0]: key} if codes and codes.made else {}
