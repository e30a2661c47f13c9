"""Tie codings, consensus and parents to a definition of the same codebook version by composite keys."""

from django.db import migrations

KEYS = [
    ("coding_app_codedefinition", "parent_is_defined_in_the_version", "(version_id, parent_id)"),
    ("coding_app_coding", "code_is_defined_in_the_version", "(version_id, code_id)"),
    ("coding_app_consensuscoding", "code_is_defined_in_the_version", "(version_id, code_id)"),
]


def add(table: str, name: str, columns: str) -> migrations.RunSQL:
    """Add one composite key to the definitions of a version."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {columns}"
        " REFERENCES coding_app_codedefinition (version_id, code_id) DEFERRABLE INITIALLY DEFERRED;",
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


class Migration(migrations.Migration):
    """Django's own foreign keys hold one column each."""

    dependencies = [("coding_app", "0001_studies")]
    operations = [add(*key) for key in KEYS]
