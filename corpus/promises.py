"""Promises that PostgreSQL keeps itself, as triggers: append-only rows, rows that end once, frozen text.

One transaction-local setting opens them, for a lawful erasure only: ``SET LOCAL entente.lawful_erasure = 'on'``.
"""

from collections.abc import Sequence

import pgtrigger

from corpus.said import AGAIN

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


def frozen_columns(
    table: str, columns: Sequence[str], *, filled_later: Sequence[str] = (), while_: str = "false"
) -> pgtrigger.Trigger:
    """Refuse an UPDATE that changes one of the columns; some may still be filled once, while a condition holds."""
    changed = " OR ".join(
        [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns]
        + [f"NEW.{c} IS DISTINCT FROM OLD.{c} AND NOT (OLD.{c} IS NULL AND {while_})" for c in filled_later]
    )
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


text_stays = pgtrigger.Trigger(
    name="text_stays",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("text"),  # type: ignore[no-untyped-call]
    func=f"""
        IF NEW.text IS NOT DISTINCT FROM OLD.text OR ({LAWFUL}) IS TRUE
           OR EXISTS (SELECT 1 FROM corpus_importbatch b WHERE b.id = OLD.batch_id AND b.reviewed_at IS NULL)
           OR EXISTS (SELECT 1 FROM corpus_textchange c
                      WHERE c.post_id = OLD.id AND c.decision = 'taken' AND c.text = NEW.text)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'post: a text changes only before its import is reviewed, or by a decision that is kept'
            USING ERRCODE = 'restrict_violation';
    """,  # noqa: S608  (LAWFUL is a constant of this module)
)
"""Keep the text of a post as it was reviewed; another wording needs a TextChange that was taken."""


def words_follow(column: str, posts: str) -> pgtrigger.Trigger:
    """Never let the search find words that are no longer there; `posts`: which of them, as SQL, the row is about."""
    return pgtrigger.Trigger(
        name=f"words_follow_the_{column}",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(column),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(f"OLD.{column} IS DISTINCT FROM NEW.{column}"),
        func=f"{AGAIN} {posts}; RETURN NULL;",
    )
