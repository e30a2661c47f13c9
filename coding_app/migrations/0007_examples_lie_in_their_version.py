"""Tie examples to a definition of the same codebook version by a composite key."""

from django.db import migrations

NAME = "example_is_of_a_code_of_the_version"


class Migration(migrations.Migration):
    """Django's own foreign keys hold one column each."""

    dependencies = [("coding_app", "0006_living_codebook")]
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE coding_app_codeexample ADD CONSTRAINT {NAME} FOREIGN KEY (version_id, code_id)"
            " REFERENCES coding_app_codedefinition (version_id, code_id) DEFERRABLE INITIALLY DEFERRED;",
            f"ALTER TABLE coding_app_codeexample DROP CONSTRAINT {NAME};",
        )
    ]
