"""Read the NDJSON files of Zeeschuimer, the browser extension that keeps what the website of X receives."""

from pathlib import Path

from corpus.importers.base import Reading, Recipe, Sniff
from corpus.importers.head import Head
from corpus.importers.problems import gettext_noop
from corpus.importers.records import Json, part, text_of
from corpus.importers.twitter.x_remarks import CONTEXT
from corpus.importers.twitter.x_results import Found, found_of
from corpus.importers.twitter.x_web import read_with

NAME = "x_zeeschuimer"
LABEL = gettext_noop("Zeeschuimer capture of X (NDJSON)")
VERSION = "1"
OPTIONS = (CONTEXT,)
_PLATFORMS = {"twitter.com", "x.com"}


def sniff(head: Head) -> Sniff | None:
    """Recognize the envelope by the platform it names."""
    envelopes = [v for v in head.values if isinstance(v, dict) and isinstance(v.get("data"), dict)]
    if any(text_of(v.get("source_platform")) in _PLATFORMS for v in envelopes):
        return Sniff(NAME, 0.98, encoding=head.encoding, reason="envelope")
    return None


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts of the envelopes; a post seen in several sessions stands in the file once for each."""
    yield from read_with(path, recipe, _found)


def _found(envelope: Json) -> list[Found]:
    """Return the post of an envelope; its own `item_id` and `id` are numbers a browser has rounded."""
    return [found_of(part(envelope, "data"))]
