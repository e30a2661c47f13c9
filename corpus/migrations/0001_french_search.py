"""Make the text search configuration: French stems, accents optional."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

CREATE = """
CREATE TEXT SEARCH CONFIGURATION public.entente_fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION public.entente_fr
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.french_stem;
"""
DROP = "DROP TEXT SEARCH CONFIGURATION public.entente_fr;"


class Migration(migrations.Migration):
    """First of all."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [UnaccentExtension(), migrations.RunSQL(CREATE, DROP)]
