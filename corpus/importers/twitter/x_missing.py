"""Give posts that could not be had their place, where an answer hangs on them: deleted, protected, withheld."""

from dataclasses import dataclass, field
from typing import TypeVar

from corpus.importers.base import Availability, PostKind, PostRecord, Reading
from corpus.importers.records import Json, objects, text_of
from corpus.importers.twitter.x_versions import Versions

_REMEMBERED = 50_000
T = TypeVar("T")


def place_of_lost(external_id: str, line: int, thread: str, availability: Availability) -> PostRecord:
    """Return an empty post for one that can no longer be read, so that its answers keep their place."""
    return PostRecord(
        text="",
        line=line,
        external_id=external_id,
        thread_external_id=thread,
        kind=PostKind.REPLY if thread and thread != external_id else PostKind.POST,
        availability=availability,
    )


@dataclass(slots=True)
class Missing:
    """Bring the `errors` of API v2 and the answers to the same posts together, on whichever page each stands."""

    versions: Versions
    _lost: dict[str, tuple[int, Availability]] = field(default_factory=dict)
    _threads: dict[str, str] = field(default_factory=dict)
    _places: dict[str, PostRecord] = field(default_factory=dict)

    def hear(self, page: Json, line: int) -> None:
        """Remember the posts that a page names as lost: "Not Found" is said of deleted ones, the rest is withheld."""
        for error in objects(page.get("errors")):
            named = self.versions.canonical(text_of(error.get("resource_id") or error.get("value")))
            if named and error.get("resource_type") == "tweet":
                is_deleted = text_of(error.get("title")).startswith("Not Found")
                _remember(self._lost, named, (line, Availability.DELETED if is_deleted else Availability.WITHHELD))
                self._settle(named)

    def with_places(self, reading: Reading) -> Reading:
        """Pass a reading on; at its end, yield a place for each lost post that was answered.

        They come last: of two posts with one id the first is imported, and the file may hold a lost one after all.
        """
        for item in reading:
            yield item
            if isinstance(item, PostRecord) and item.parent_external_id:
                _remember(self._threads, item.parent_external_id, item.thread_external_id)
                self._settle(item.parent_external_id)
        yield from self._places.values()

    def _settle(self, external_id: str) -> None:
        if external_id in self._lost and external_id in self._threads:
            line, availability = self._lost[external_id]
            self._places[external_id] = place_of_lost(external_id, line, self._threads[external_id], availability)


def _remember(known: dict[str, T], key: str, value: T) -> None:
    """Keep a value, forgetting the oldest when there are too many: a file may be larger than the memory."""
    known.pop(key, None)
    known[key] = value
    if len(known) > _REMEMBERED:
        del known[next(iter(known))]
