"""Put refusals of the library into sentences: what happened, what was kept, what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from corpus.importers.base import UnreadableFile
from corpus.importers.problems import SENTENCES
from corpus.importers.text_stream import legible
from corpus.keys import KeyUnavailable

_ANOTHER_FILE = gettext_noop("Nothing was imported. Choose another file.")
_SAVE_AGAIN = gettext_noop("Nothing was imported. Save the table again as CSV or XLSX and choose that file.")
_EXPORT_AGAIN = gettext_noop("Nothing was imported. Export it again and choose the new file.")
_CHANGE_CHOICES = gettext_noop("Nothing was imported. Change the choices for this file, or choose another file.")
_ADVICE = {
    "file_empty": _ANOTHER_FILE,
    "file_no_rows": _ANOTHER_FILE,
    "file_binary": _SAVE_AGAIN,
    "file_unknown": _ANOTHER_FILE,
    "json_too_large": _ANOTHER_FILE,
}


def problem_sentence(code: str, params: dict[str, str]) -> str:
    """Return the sentence of a problem in the language of the reader; one stored by another version may be unknown."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return _("This version has no words for the reason “%(code)s”. Look at the line in your file.") % {"code": code}
    return _(sentence) % _Given({name: legible(value) for name, value in params.items()})


class _Given(dict[str, str]):
    """What a sentence is filled with; what is missing shows as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def unreadable_sentence(error: UnreadableFile) -> str:
    """Say why a whole file was refused, that nothing was kept, and what to do."""
    if error.code == "header_missing" and error.params == {"value": "text"}:
        return _(
            "No column of this file looks like the text of posts. Nothing was imported. Say which column holds it."
        )
    advice = _EXPORT_AGAIN if error.code.startswith("archive_") else _ADVICE.get(error.code, _CHANGE_CHOICES)
    return f"{problem_sentence(error.code, error.params)} {_(advice)}"


def key_sentence(error: KeyUnavailable) -> str:
    """Say that names cannot be replaced, so that nothing may be imported."""
    return _(
        "The key that replaces the names of people cannot be used. Nothing was imported. "
        "Ask the person who runs the server to look: %(reason)s"
    ) % {"reason": error}
