"""Words of the import for the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corpus.importers.registry import FAMILIES, NAMES

_LABELS: dict[str, str] = {
    module.NAME: module.LABEL for family in FAMILIES for module in family.IMPORTERS if hasattr(module, "LABEL")
}
_WORDS: dict[str, str | Promise] = {
    "x_api_v2": _("X API v2 or twarc (JSON)"),
    "twarc_csv": _("twarc-csv (CSV)"),
    "table": _("Table: CSV, TSV, XLSX, ODS or JSON"),
}


def _words(name: str) -> str | Promise:
    return _(_LABELS[name]) if name in _LABELS else _WORDS.get(name, name)


FORMAT_WORDS = {name: _words(name) for name in NAMES}
ACCEPTED = ".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,.js,.xlsx,.ods,.zip,.docx,.odt,.rtf,.vtt,.srt,.html,.gz,.tgz"
"""Ends of file names that the dialog of a browser offers; the content decides, not the name."""
MAIN_FIELDS = (
    "text", "posted_at", "posted_time", "thread_external_id", "external_id", "parent_external_id", "author_handle",
    "author_name", "author_external_id",
)  # fmt: skip
"""Fields shown first in the mapping; the others are folded away until one of them is in the file."""
