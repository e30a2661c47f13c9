"""Secret groups as a kind of place, and how the team came to read each place."""

from django.db import migrations, models

ACCESS = [
    ("public", "Public"),
    ("closed", "Closed group"),
    ("secret", "Secret group: only its members can find it"),
    ("consent", "Collected with consent"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0011_words_around_the_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="accessed_how",
            field=models.TextField(blank=True, help_text="how the team came to read the place, and who collected"),
        ),
        migrations.AlterField(
            model_name="source",
            name="access",
            field=models.CharField(choices=ACCESS, default="public", max_length=20),
        ),
    ]
