"""Keep source and thread of a row by one composite key, drop indexes that another begins with, order dates by key."""

import django.db.models.deletion
from django.db import migrations, models

from corpus import migrating

KEY = "facts_lie_in_the_source_of_their_thread"
CREATE = f"""
ALTER TABLE corpus_threadfacts ADD CONSTRAINT {KEY}
    FOREIGN KEY (source_id, thread_id) REFERENCES corpus_thread (source_id, id) DEFERRABLE INITIALLY DEFERRED;
"""
DROP = f"ALTER TABLE corpus_threadfacts DROP CONSTRAINT {KEY};"


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0008_shapes_counted_by_index"),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RemoveIndex(model_name="post", name="post_source_time"),
        migrating.AddIndex(
            model_name="post", index=models.Index(fields=["source", "posted_at", "id"], name="post_source_time")
        ),
        migrations.AlterField(
            model_name="attachment",
            name="post",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="corpus.post",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="corpus",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="authors", to="corpus.corpus"
            ),
        ),
        migrations.AlterField(
            model_name="authordigest",
            name="corpus",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="corpus.corpus"
            ),
        ),
        migrations.AlterField(
            model_name="hashtag",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="hashtags", to="corpus.post"
            ),
        ),
        migrations.AlterField(
            model_name="mention",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="corpus.post"
            ),
        ),
        migrations.AlterField(
            model_name="polloption",
            name="post",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="poll_options",
                to="corpus.post",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="corpus.source",
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="thread",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="corpus.thread",
            ),
        ),
        migrations.AlterField(
            model_name="redactionhit",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redaction_hits",
                to="corpus.importbatch",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="source",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="threads", to="corpus.source"
            ),
        ),
        migrations.AlterField(
            model_name="threadfacts",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="corpus.source",
            ),
        ),
        migrations.AlterField(
            model_name="threadfacts",
            name="thread",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="facts",
                serialize=False,
                to="corpus.thread",
            ),
        ),
    ]
