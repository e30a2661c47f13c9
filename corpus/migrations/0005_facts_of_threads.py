"""More facts of threads, and the facts of the threads that were there before there were any."""

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from corpus import facts


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Compute the facts of an existing corpus. A later migration of the table takes this step over."""
    if apps.get_model("corpus", "Thread").objects.exists():
        facts.refresh()


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0004_living_corpus"),
    ]

    operations = [
        migrations.AddField(
            model_name="threadfacts",
            name="first_at",
            field=models.DateTimeField(blank=True, help_text="the earliest of its posts", null=True),
        ),
        migrations.AddField(
            model_name="threadfacts",
            name="has_rough_times",
            field=models.BooleanField(default=False, help_text="the time of a post is estimated or unknown"),
        ),
        migrations.AddField(
            model_name="threadfacts",
            name="hashtags",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, help_text="casefolded, without the #, each once", size=None
            ),
        ),
        migrations.AddField(
            model_name="threadfacts",
            name="kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                default=list,
                help_text="kinds of its posts, by name",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="threadfacts",
            name="last_at",
            field=models.DateTimeField(blank=True, help_text="the latest of its posts", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
