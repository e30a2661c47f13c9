"""The vault for names that have to be kept, in a schema of its own; and posts whose time is over."""

from django.db import migrations, models

from corpus.vault_schema import GUARD, MAKE, UNMAKE


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0006_shapes_of_threads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="availability",
            field=models.CharField(
                choices=[
                    ("present", "present"),
                    ("deleted", "deleted by its author"),
                    ("withheld", "withheld by the platform"),
                    ("erased", "erased at the request of its author"),
                    ("purged", "erased at the end of the time it may be kept"),
                ],
                db_default="present",
                max_length=10,
            ),
        ),
        migrations.RunSQL(MAKE, UNMAKE),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
