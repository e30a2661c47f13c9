"""What a reader of the corpus asked for, and the SQL of each choice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from corpus.facets import ANSWER_BOUNDS, DEPTH_BOUNDS
from corpus.facts import ZONE

Marks = Mapping[str, Mapping[str, frozenset[int]]]
"""Facets the application adds: name -> value -> ids of the threads. The value "0" means the threads of no value."""
NO_VALUE = "0"

ASKING_SHARE = "f.questions::float8 / (f.answers + 1)"
"""Share of the posts of a thread that have a question mark, from 0 to 1."""
PARTICIPANTS = {
    "0-1": "f.participants <= 1",
    "2": "f.participants = 2",
    "3-5": "f.participants BETWEEN 3 AND 5",
    "6-": "f.participants >= 6",
}
"""Name of a range of participants -> its SQL; so the two below, of the first answer and of the share that asks."""
DELAYS = {
    "10m": "f.first_answer_after < interval '10 minutes'",
    "1h": "f.first_answer_after < interval '1 hour'",
    "1d": "f.first_answer_after < interval '1 day'",
    "later": "f.first_answer_after >= interval '1 day'",
    "unknown": "f.first_answer_after IS NULL",
}
ASKING = {
    "none": "f.questions = 0",
    "some": "f.questions > 0",
    "quarter": f"{ASKING_SHARE} >= 0.25",
    "half": f"{ASKING_SHARE} >= 0.5",
}
# The few posts whose parent is missing have an index of their own.
ORPHANS = """f.thread_id IN (SELECT p.thread_id FROM corpus_post p
    WHERE p.missing_parent_digest IS NOT NULL AND p.source_id = ANY(%(source_ids)s::bigint[]))"""
UNSHAPED = ("participants", "delay", "asking", "orphans")
"""Choices that the shape of a thread does not tell."""

ORDERS = {
    "recent": ("COALESCE(f.opened_at, '-infinity')", "DESC"),
    "oldest": ("COALESCE(f.opened_at, 'infinity')", "ASC"),
    "answers": ("f.answers", "DESC"),
    "quickest": ("COALESCE(EXTRACT(epoch FROM f.first_answer_after)::float8, 'infinity')", "ASC"),
    "slowest": ("COALESCE(EXTRACT(epoch FROM f.first_answer_after)::float8, '-infinity')", "DESC"),
    "people": ("f.participants", "DESC"),
    "deepest": ("f.depth", "DESC"),
    "asking": (ASKING_SHARE, "DESC"),
}
"""Name of an order -> what is compared, and which way; threads that are equal in it follow in the order of import."""
# A phrase may stand in any quotation marks a French keyboard or a copied text gives.
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "\0": None})


@dataclass(frozen=True)
class Place:
    """A source as the search needs it, with the moments its declared period begins and has ended."""

    id: int
    uuid: str
    name: str
    platform: str
    profession: str
    opens: datetime | None
    ends: datetime | None


PLACES = f"""
SELECT id, uuid::text, name, platform, profession, period_start::timestamp AT TIME ZONE '{ZONE}',
    (period_end + 1)::timestamp AT TIME ZONE '{ZONE}'
FROM corpus_source WHERE corpus_id = %(corpus)s ORDER BY id
"""  # noqa: S608  (built from constants)


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty means anything. Months are like 2020-02, hashtags casefolded without the #.

    `part` (opening or answer) and `asks` (a question mark) are a matter of single posts: lists of threads ignore them.
    `orphans`: threads with an answer to a post that is missing; of single posts these answers themselves.
    """

    words: str = ""
    professions: tuple[str, ...] = ()
    sources: tuple[UUID, ...] = ()
    platforms: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    kinds: tuple[str, ...] = ()
    question: bool = False
    poll: bool = False
    picture: bool = False
    emoticon: bool = False
    alone: bool = False
    outside: bool = False
    rough: bool = False
    hashtags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    depths: tuple[str, ...] = ()
    participants: str = ""
    delay: str = ""
    asking: str = ""
    orphans: bool = False
    author: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    part: str = ""
    asks: bool = False
    order: str = "recent"

    def is_empty(self) -> bool:
        """Tell whether nothing narrows the corpus down."""
        return replace(self, order="recent") == Filters()

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the values chosen in the facets that a shape or a source decides."""
        flags = {name: ("1",) if getattr(self, name) else () for name in ("outside", *_FLAGS)}
        return flags | {
            "profession": self.professions, "platform": self.platforms, "kind": self.kinds,
            "source": tuple(str(uuid) for uuid in self.sources), "answers": self.answers, "depth": self.depths,
        }  # fmt: skip

    def query(self) -> str:
        """Return the words as PostgreSQL is asked for them."""
        return self.words.translate(_QUOTES).strip()

    def wanted_marks(self) -> dict[str, list[str]]:
        """Return the values chosen in each facet of the application."""
        wanted: dict[str, list[str]] = {}
        for name, value in self.marks:
            wanted.setdefault(name, []).append(value)
        return wanted


_FLAGS = {
    "question": "f.opens_with_question",
    "poll": "f.has_poll",
    "picture": "f.has_image",
    "emoticon": "f.emoticons > 0",
    "alone": "NOT f.is_answered_by_other",
    "rough": "f.has_rough_times",
}


def conditions(filters: Filters, marks: Marks, places: Sequence[Place]) -> dict[str, str]:
    """Return the SQL of each choice that was made, by facet; `values` binds what it names."""
    made = {name: sql for name, sql in _FLAGS.items() if getattr(filters, name)}
    columns = (
        ("outside", filters.outside, outside(places)),
        ("profession", filters.professions, "f.source_id = ANY(%(of_profession)s::bigint[])"),
        ("source", filters.sources, "f.source_id = ANY(%(of_source)s::bigint[])"),
        ("platform", filters.platforms, "f.source_id = ANY(%(of_platform)s::bigint[])"),
        ("kind", filters.kinds, "f.kinds && %(kinds)s::varchar[]"),
        ("hashtag", filters.hashtags, "f.hashtags && %(wanted_hashtags)s::text[]"),
        ("answers", filters.answers, _ranges("f.answers", ANSWER_BOUNDS, filters.answers)),
        ("depth", filters.depths, _ranges("f.depth", DEPTH_BOUNDS, filters.depths)),
        ("participants", filters.participants in PARTICIPANTS, PARTICIPANTS.get(filters.participants, "")),
        ("delay", filters.delay in DELAYS, DELAYS.get(filters.delay, "")),
        ("asking", filters.asking in ASKING, ASKING.get(filters.asking, "")),
        ("orphans", filters.orphans, ORPHANS),
        ("month", filters.since or filters.until, "COALESCE(f.month BETWEEN %(since)s AND %(until)s, false)"),
    )
    made |= {name: sql for name, asked, sql in columns if asked}
    return made | {name: f"({_marked(name, values, marks)})" for name, values in filters.wanted_marks().items()}


def outside(places: Sequence[Place]) -> str:
    """Return the condition that a post of the thread lies outside the period its source declares."""
    cases = []
    for place in places:
        parts = [f"f.first_at < '{place.opens.isoformat()}'"] if place.opens else []
        parts += [f"f.last_at >= '{place.ends.isoformat()}'"] if place.ends else []
        cases += [f"WHEN {place.id} THEN {' OR '.join(parts)}"] if parts else []
    return f"COALESCE(CASE f.source_id {' '.join(cases)} END, false)" if cases else "false"


def _marked(name: str, wanted: list[str], marks: Marks) -> str:
    """Return the condition of a facet of the application; `name` comes from `marks`, never from an address."""
    if name not in marks:
        return "false"
    parts = [f"f.thread_id = ANY(%(mark_{name})s::bigint[])"]
    if NO_VALUE in wanted:
        parts.append(f"NOT f.thread_id = ANY(%(marked_{name})s::bigint[])")
    return " OR ".join(parts)


def _ranges(column: str, bounds: Mapping[str, tuple[int, int]], names: tuple[str, ...]) -> str:
    parts = [f"{column} BETWEEN {bounds[name][0]} AND {bounds[name][1]}" for name in names if name in bounds]
    return f"({' OR '.join(parts) or 'true'})"


def values(filters: Filters, marks: Marks, places: Sequence[Place]) -> dict[str, Any]:
    """Return what the conditions name."""
    bound: dict[str, Any] = {
        "source_ids": [place.id for place in places],
        "of_profession": [place.id for place in places if place.profession in filters.professions],
        "of_platform": [place.id for place in places if place.platform in filters.platforms],
        "of_source": [place.id for place in places if UUID(place.uuid) in filters.sources],
        "words": filters.query(),
        "author": filters.author.replace("\0", ""),
        "kinds": list(filters.kinds),
        "wanted_hashtags": [name.replace("\0", "") for name in filters.hashtags],
        "since": f"{filters.since or '0001-01'}-01",
        "until": f"{filters.until or '9999-12'}-01",
    }
    for name, wanted in filters.wanted_marks().items():
        of = marks.get(name, {})
        bound[f"mark_{name}"] = _array(frozenset().union(*(of.get(value, frozenset()) for value in wanted)))
    for name, of in marks.items():
        bound[f"marked_{name}"] = _array(frozenset().union(*of.values()))
    return bound


def _array(ids: Iterable[int]) -> str:
    """Return ids as PostgreSQL writes an array: of a list, psycopg looks at each number once more."""
    return f"{{{','.join(map(str, sorted(ids)))}}}"
