from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding_app", "0011_settled_and_handed_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreementfigure",
            name="no_interval",
            field=models.CharField(blank=True, db_default="", help_text="why there is no interval", max_length=40),
        ),
        migrations.AddField(
            model_name="agreementfigure",
            name="undefined_share",
            field=models.FloatField(blank=True, help_text="share of the resamples without a value", null=True),
        ),
        migrations.AlterField(
            model_name="agreementfigure",
            name="subset",
            field=models.CharField(
                blank=True,
                choices=[
                    ("profession", "Profession"),
                    ("source", "Source"),
                    ("depth", "Depth in the thread"),
                    ("batch", "Batch"),
                    ("window", "Rolling window"),
                    ("without", "Without one coder"),
                    ("coder", "One coder"),
                    ("difference", "Difference of professions"),
                    ("weighted", "Weighted by sampling"),
                ],
                max_length=10,
            ),
        ),
    ]
