"""Triggers of sampling: a unit lies inside its thread and its text, and was reviewed; a closed round stays closed."""

import pgtrigger

from corpus.promises import LAWFUL

unit_lies_in_its_text = pgtrigger.Trigger(
    name="unit_lies_in_its_text",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NEW.post_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM corpus_post p
             WHERE p.id = NEW.post_id AND p.thread_id = NEW.thread_id
               AND (NEW."end" IS NULL OR NEW."end" <= char_length(p.text))
        ) THEN
            RAISE EXCEPTION 'unit: outside its thread or its text' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

unit_is_reviewed = pgtrigger.Trigger(
    name="unit_is_reviewed",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (
            SELECT FROM corpus_post p JOIN corpus_importbatch b ON b.id = p.batch_id
             WHERE p.thread_id = NEW.thread_id AND b.reviewed_at IS NULL
               AND (NEW.post_id IS NULL OR NEW.post_id = p.id)
        ) THEN
            RAISE EXCEPTION 'unit: its import was not reviewed yet' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)
"""Let nobody code a post before what may name somebody in it was looked at; of a thread, all its posts."""

explored_by_its_maker = pgtrigger.Trigger(
    name="explored_by_its_maker",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (
            SELECT FROM coding_app_round r
             WHERE r.id = NEW.round_id AND r.kind = 'exploration' AND r.created_by_id <> NEW.coder_id
        ) THEN
            RAISE EXCEPTION 'assignment: an exploration belongs to the person who began it'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)
"""Free coding is one person's own: it never becomes a second opinion on anything."""

handed_on_for_good = pgtrigger.Trigger(
    name="handed_on_for_good",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__released_at__isnull=False),
    func=f"""
        IF {LAWFUL} THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'assignment: what was handed on stays so' USING ERRCODE = 'restrict_violation';
    """,
)
"""Whoever had a unit taken from them does not take it up again in the same round: somebody else codes it now."""

round_only_moves_forward = pgtrigger.Trigger(
    name="round_only_moves_forward",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[
        ("steps", "text[] := ARRAY['draft', 'open', 'closed', 'revealed', 'settled']"),
        # All that may change of a round whose coding is over.
        ("later", "text[] := ARRAY['state', 'revealed_at', 'revealed_by_id', 'settled_at', 'settled_by_id']"),
        ("from_step", "integer"),
        ("to_step", "integer"),
    ],
    func=f"""
        IF {LAWFUL} THEN RETURN NEW; END IF;
        from_step := array_position(steps, OLD.state::text);
        to_step := array_position(steps, NEW.state::text);
        IF to_step - from_step NOT IN (0, 1) OR (from_step > 2 AND (
            to_step = from_step OR to_jsonb(NEW) - later <> to_jsonb(OLD) - later
        )) THEN
            RAISE EXCEPTION 'round: only moves forward, from draft to open to closed to revealed to settled'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state <> 'draft' AND (
            (NEW.codebook_version_id <> OLD.codebook_version_id AND NOT EXISTS (
                SELECT FROM coding_app_roundmove m
                 WHERE m.round_id = OLD.id AND m.from_version_id = OLD.codebook_version_id
                   AND m.to_version_id = NEW.codebook_version_id
            )) OR NEW.kind <> OLD.kind OR NEW.is_blind <> OLD.is_blind
            OR NEW.sample_id <> OLD.sample_id OR NEW.origin_id IS DISTINCT FROM OLD.origin_id
            OR NEW.project_id <> OLD.project_id OR NEW.number <> OLD.number
        ) THEN
            RAISE EXCEPTION 'round: its terms are fixed once it is open' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (constants of this module)
)
