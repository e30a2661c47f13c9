"""Triggers of coding: a decision fits its assignment, and is made while the round is open and the unit theirs."""

import pgtrigger

from corpus.promises import LAWFUL

coding_fits_its_assignment = pgtrigger.Trigger(
    name="coding_fits_its_assignment",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT FROM coding_app_assignment a
              JOIN coding_app_round r ON r.id = a.round_id
              JOIN coding_app_unit u ON u.id = a.unit_id
              LEFT JOIN corpus_post p ON p.id = u.post_id
             WHERE a.id = NEW.assignment_id AND r.codebook_version_id = NEW.version_id
               AND (NEW."end" IS NULL OR NEW."end" <= char_length(p.text))
        ) THEN
            RAISE EXCEPTION 'coding: not under the version of its round, or outside its text'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

coded_while_open = pgtrigger.Trigger(
    name="coded_while_open",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        IF {LAWFUL} THEN RETURN NEW; END IF;
        IF NOT EXISTS (
            SELECT FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id
             WHERE a.id = NEW.assignment_id AND r.state = 'open' AND a.released_at IS NULL
        ) THEN
            RAISE EXCEPTION 'coding: its round is not open, or its unit was handed on'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
