"""Promises that PostgreSQL keeps itself, as triggers: append-only rows, rows that end once, frozen text.

One transaction-local setting opens them, for a lawful erasure only: ``SET LOCAL entente.lawful_erasure = 'on'``.
"""

from collections.abc import Sequence

import pgtrigger

LAWFUL = "current_setting('entente.lawful_erasure', true) = 'on'"


def _refuse(name: str, operation: pgtrigger.Operation, sentence: str, level: pgtrigger.Level) -> pgtrigger.Trigger:
    leave = "RETURN NULL" if level is pgtrigger.Statement else "RETURN COALESCE(NEW, OLD)"
    return pgtrigger.Trigger(
        name=name,
        level=level,
        when=pgtrigger.Before,
        operation=operation,
        func=f"IF {LAWFUL} THEN {leave}; END IF; RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';",
    )


def never_truncated(table: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE."""
    return _refuse("never_truncated", pgtrigger.Truncate, f"{table}: rows are never truncated", pgtrigger.Statement)


def never_deleted(table: str) -> pgtrigger.Trigger:
    """Refuse DELETE."""
    return _refuse("never_deleted", pgtrigger.Delete, f"{table}: rows are never deleted", pgtrigger.Row)


def append_only(table: str) -> list[pgtrigger.Trigger]:
    """Refuse UPDATE, DELETE and TRUNCATE."""
    updated = _refuse("never_updated", pgtrigger.Update, f"{table}: rows are never changed", pgtrigger.Row)
    return [updated, never_deleted(table), never_truncated(table)]


def ends_once(table: str, stamp: str, columns: Sequence[str]) -> list[pgtrigger.Trigger]:
    """Refuse DELETE, TRUNCATE and every UPDATE but the one that fills the end stamp and its companion columns."""
    free = ", ".join([stamp, *columns])
    return [
        pgtrigger.Trigger(
            name="ends_once",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF {LAWFUL} THEN RETURN NEW; END IF;
                IF OLD.{stamp} IS NOT NULL OR NEW.{stamp} IS NULL
                   OR (to_jsonb(NEW) - '{{{free}}}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{{{free}}}'::text[])
                THEN
                    RAISE EXCEPTION '{table}: a row is made once and ended once'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            """,
        ),
        never_deleted(table),
        never_truncated(table),
    ]


def frozen_columns(table: str, columns: Sequence[str]) -> pgtrigger.Trigger:
    """Refuse an UPDATE that changes one of the columns."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return pgtrigger.Trigger(
        name="frozen_columns",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF ({changed}) AND ({LAWFUL}) IS NOT TRUE THEN
                RAISE EXCEPTION '{table}: what was imported is not rewritten' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )
