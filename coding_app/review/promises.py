"""Trigger of review: once a round is settled, nothing is decided on it any more."""

import pgtrigger

from corpus.promises import LAWFUL

decided_until_settled = pgtrigger.Trigger(
    name="decided_until_settled",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("found", "text")],
    func=f"""
        IF {LAWFUL} THEN RETURN NEW; END IF;
        SELECT r.state INTO found FROM coding_app_round r WHERE r.id = NEW.round_id FOR SHARE;
        IF found = 'settled' THEN
            RAISE EXCEPTION 'adjudication: the consensus of a settled round stands'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (constants of this module)
)
"""Whoever settles the round waits for decisions under way, and decisions wait for the settling."""
