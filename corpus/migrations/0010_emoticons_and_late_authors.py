"""Count the posts with an emoticon, and let a post met without its words learn later who wrote it, and when."""

import django.db.models.expressions
import pgtrigger.compiler
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from corpus import facts, migrating

SHAPE = """
COALESCE((EXTRACT(year FROM month)::int - 1970) * 12 + EXTRACT(month FROM month)::int, 0)
| (opens_with_question::int << 11) | (has_poll::int << 12) | (has_image::int << 13)
| (is_answered_by_other::int << 14) | (has_rough_times::int << 15)
| (CASE WHEN answers = 0 THEN 0 WHEN answers <= 5 THEN 1 WHEN answers <= 20 THEN 2 ELSE 3 END << 16)
| (CASE WHEN depth <= 2 THEN depth WHEN depth <= 5 THEN 3 ELSE 4 END << 18)
| (('post' = ANY(kinds))::int << 21) | (('reply' = ANY(kinds))::int << 22) | (('repost' = ANY(kinds))::int << 23)
| (('quote' = ANY(kinds))::int << 24) | (('turn' = ANY(kinds))::int << 25) | (('question' = ANY(kinds))::int << 26)
| ((emoticons > 0)::int << 27)
"""


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Compute the facts of an existing corpus. A later migration of the table takes this step over."""
    if apps.get_model("corpus", "Thread").objects.exists():
        facts.refresh()


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0009_fewer_checks_of_a_row"),
    ]

    operations = [
        migrating.RemoveTrigger(model_name="post", name="frozen_columns"),
        migrations.AddField(
            model_name="threadfacts",
            name="emoticons",
            field=models.PositiveIntegerField(default=0, help_text="posts with an emoji or an emoticon"),
        ),
        # What a generated column computes cannot be changed: it is made anew, and its index with it.
        migrations.RemoveIndex(model_name="threadfacts", name="facts_source_shape"),
        migrations.RemoveField(model_name="threadfacts", name="shape"),
        migrations.AddField(
            model_name="threadfacts",
            name="shape",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.RawSQL(SHAPE, []),  # noqa: S611  (a constant of this module)
                help_text="what the facets count by, in one number",
                output_field=models.IntegerField(),
            ),
        ),
        migrating.AddIndex(
            model_name="threadfacts",
            index=models.Index(fields=["source", "shape"], include=("first_at", "last_at"), name="facts_source_shape"),
        ),
        migrating.AddTrigger(
            model_name="post",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (NEW.digest IS DISTINCT FROM OLD.digest OR NEW.external_id IS DISTINCT FROM OLD.external_id OR NEW.author_id IS DISTINCT FROM OLD.author_id AND NOT (OLD.author_id IS NULL AND OLD.availability IN ('deleted', 'withheld')) OR NEW.posted_at IS DISTINCT FROM OLD.posted_at AND NOT (OLD.posted_at IS NULL AND OLD.availability IN ('deleted', 'withheld'))) AND (current_setting('entente.lawful_erasure', true) = 'on') IS NOT TRUE THEN\n                RAISE EXCEPTION 'post: what was imported is not rewritten' USING ERRCODE = 'restrict_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="519446a91ec8d4a18bd6a84f6397080afc09ac15",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_columns_c9471",
                    table="corpus_post",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
