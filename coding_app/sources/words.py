"""Words of the import for the screen."""

from django.utils.translation import gettext_lazy as _

from corpus.importers.registry import NAMES

_WORDS = {
    "x_api_v2": _("X API v2 or twarc (JSON)"),
    "twarc_csv": _("twarc-csv (CSV)"),
    "table": _("Table: CSV, TSV, XLSX or JSON lines"),
}
FORMAT_WORDS = {name: _WORDS.get(name, name) for name in NAMES}
MAIN_FIELDS = (
    "text", "posted_at", "posted_time", "thread_external_id", "external_id", "parent_external_id", "author_handle",
    "author_name", "author_external_id",
)  # fmt: skip
"""Fields shown first in the mapping; the others are folded away until one of them is in the file."""
