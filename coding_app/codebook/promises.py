"""Triggers that freeze a published version."""

import pgtrigger

COMPOSITE_PARENT_NOTE = "composite foreign key: the parent is defined in the same version"

version_is_frozen = pgtrigger.Trigger(
    name="published_is_frozen",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF OLD.state = 'published' THEN
            RAISE EXCEPTION 'codebook version %: published, therefore frozen', OLD.number
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)

definitions_are_frozen = pgtrigger.Trigger(
    name="published_is_frozen",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("frozen", "integer")],
    func="""
        SELECT count(*) INTO frozen FROM coding_app_codebookversion
         WHERE state = 'published'
           AND id IN (CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END,
                      CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END);
        IF frozen > 0 THEN
            RAISE EXCEPTION 'code definition: its codebook version is published, therefore frozen'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)
