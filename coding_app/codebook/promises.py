"""Triggers that freeze a published version with all that it holds."""

import pgtrigger

from corpus.promises import LAWFUL

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


def _frozen_with_its_version(what: str, *, opens: str = "") -> pgtrigger.Trigger:
    """Refuse every write to rows of a published version."""
    return pgtrigger.Trigger(
        name="published_is_frozen",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("frozen", "integer")],
        func=f"""
        {opens}SELECT count(*) INTO frozen FROM coding_app_codebookversion
         WHERE state = 'published'
           AND id IN (CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END,
                      CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END);
        IF frozen > 0 THEN
            RAISE EXCEPTION '{what}: its codebook version is published, therefore frozen'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,  # noqa: S608  (constants of this module)
    )


definitions_are_frozen = _frozen_with_its_version("code definition")
lineage_is_frozen = _frozen_with_its_version("code lineage")
examples_are_frozen = _frozen_with_its_version(
    "code example", opens=f"IF {LAWFUL} THEN RETURN COALESCE(NEW, OLD); END IF;\n        "
)
"""A picked post goes from a frozen version too when its author is lawfully erased."""
