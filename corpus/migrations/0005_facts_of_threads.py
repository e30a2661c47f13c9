"""More facts of threads; those of threads that were there before are computed by the last migration of the table."""

import django.contrib.postgres.fields
from django.db import migrations, models


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
    ]
