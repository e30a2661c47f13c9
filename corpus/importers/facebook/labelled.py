"""Read entries of Meta's newer exports: lists of labels and values, in the language of the account.

A label is a word of that language, so entries are read by their form: what repeats little and is long is the text,
an address leads to the post, a nested list names a person or a group.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.importers.facebook.scraped_fields import comment_of, native_id, post_of, query_of
from corpus.importers.json_stream import Value
from corpus.importers.mapping import fold
from corpus.importers.mojibake import repaired
from corpus.importers.records import Json, objects, text_of

# Sure words for the text, in the two languages most accounts of a French team have.
_TEXT_LABELS = frozenset(
    ["comment", "commentaire", "message", "post", "publication", "text", "texte", "contenu", "caption", "legende"]
)
_COMPARED = 2_000


@dataclass(frozen=True, slots=True)
class Labelled:
    """Hold what one entry tells, as far as its form says it."""

    text: str
    written: str
    own: str
    parent: str
    thread: str
    told: str
    media: tuple[tuple[str, str], ...]


def choose_text(values: Iterable[object]) -> str:
    """Return the label of the text: a sure word, else the label with most different characters over all entries."""
    seen: dict[str, set[str]] = defaultdict(set)
    for value in values:
        data = value.data if isinstance(value, Value) else None
        if isinstance(data, dict):
            for label, told in _plain(data):
                if len(seen[label]) < _COMPARED:
                    seen[label].add(told)
    sure = [label for label in seen if fold(label) in _TEXT_LABELS]
    weight = {label: sum(map(len, told)) for label, told in seen.items()}
    return max(sure or seen, key=lambda label: weight[label], default="")


def _plain(data: Json) -> Iterator[tuple[str, str]]:
    """Yield the labels of an entry whose values are words, not addresses."""
    for each in objects(data.get("label_values")):
        label, told = repaired(text_of(each.get("label"))), text_of(each.get("value"))
        if label and told and not each.get("href") and not told.startswith(("http://", "https://")):
            yield label, repaired(told)


def read_labelled(data: Json, text_label: str) -> Labelled:
    """Read one entry; `text_label` is the label `choose_text` found for the whole file."""
    values = objects(data.get("label_values"))
    links = [text_of(v.get("href")) or text_of(v.get("value")) for v in values]
    address = next((a for a in links if "facebook.com/" in a and post_of(a)), "")
    thread, comment, parent = post_of(address), comment_of(address), ""
    if comment:
        above = native_id(query_of(address).get("comment_id", ""))
        parent = above if above and above != comment else thread
    listed = [*objects(data.get("media")), *(m for v in values for m in objects(v.get("media")))]
    return Labelled(
        text=next((told for label, told in _plain(data) if label == text_label), "").strip(),
        written=text_of(data.get("timestamp")),
        own=comment or thread or native_id(text_of(data.get("fbid"))),
        parent=parent,
        thread=thread,
        told=" ".join(_nested_words(values)),
        media=tuple((text_of(m.get("uri")), repaired(text_of(m.get("description")))) for m in listed),
    )


def _nested_words(values: list[Json]) -> Iterator[str]:
    """Yield the words of nested lists, where groups and people are named."""
    waiting = [d for v in values for d in objects(v.get("dict")) + objects(v.get("vec"))]
    while waiting:
        each = waiting.pop(0)
        yield repaired(text_of(each.get("value")))
        waiting += objects(each.get("dict"))
