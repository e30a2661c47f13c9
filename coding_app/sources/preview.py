"""Look at the head of a waiting file under a recipe: columns with samples, rows, dates and threads as they are read."""

from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from corpus.importers import mapping, registry, table
from corpus.importers.base import PostRecord, Problem, Recipe, TimeStatus, UnreadableFile
from corpus.importers.dates import DateRefused, Moment, OrderVotes, read_moment, zone_named
from corpus.importers.text_stream import legible

SURE = 0.8
"""A file recognized with less trust than this may be something else too."""
ROWS = 20
LOOKED_AT = 2_000
"""Posts of a fixed format that are read to show how its threads begin."""
THREADS = 30
SAMPLES = 3
_SAMPLE_LENGTH = 60
_CELL_LENGTH = 300


@dataclass(frozen=True)
class Column:
    """A column of the file with the first cells that hold something."""

    name: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class DateExample:
    """A date as it is written and as it is read; `reason` is the code of the problem when it is not understood."""

    written: str
    moment: Moment | None
    reason: str = ""


@dataclass(frozen=True)
class Start:
    """A thread as it would be made: its first post, and how many posts of those looked at it has."""

    post: PostRecord
    posts: int


@dataclass(frozen=True)
class BothWays:
    """A post whose date can be read both ways: the day first, and the month first."""

    line: int
    day_first: PostRecord
    month_first: PostRecord


@dataclass(frozen=True)
class Preview:
    """The head of a file; `columns` is empty for formats whose fields are fixed, `posts` for tables."""

    container: str
    sheets: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    guesses: dict[str, mapping.Guess] = field(default_factory=dict)
    posts: tuple[PostRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    dates: tuple[DateExample, ...] = ()
    starts: tuple[Start, ...] = ()
    threads: int = 0
    looked_at: int = 0

    @property
    def has_local_times(self) -> bool:
        """Tell whether a time zone is assumed for some of the posts."""
        return any(post.time_status == TimeStatus.LOCAL_ASSUMED for post in self.posts)

    @property
    def opening_lines(self) -> frozenset[int]:
        """Return the lines at which threads begin."""
        return frozenset(start.post.line for start in self.starts)

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [column.name for column in self.columns]


def preview(path: Path, recipe: Recipe) -> Preview:
    """Read the head of a file; raise UnreadableFile."""
    kind = table.container(path)
    try:
        if recipe.format != table.NAME:
            return _fixed(kind, list(islice(registry.read(path, recipe), LOOKED_AT)))
        head = table.read_head(path, recipe)
    except (UnicodeError, LookupError) as error:
        raise UnreadableFile("file_binary") from error
    rows = tuple((row.line, tuple(legible(c[:_CELL_LENGTH]) for c in row.cells)) for row in head.rows)
    return Preview(
        kind,
        table.sheet_names(path),
        columns=tuple(Column(name, _samples(rows, at)) for at, name in enumerate(head.columns)),
        rows=rows[:ROWS],
        guesses=mapping.guess_mapping(head.columns, [row.cells for row in head.rows]),
        problems=tuple(head.problems),
        dates=_dates(head, recipe),
    )


def rivals(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Name the other formats the file may be, when the one that was found out is not sure and was not changed since."""
    try:
        best, others = registry.sniff(path)
    except UnreadableFile:
        return ()
    if best.name != recipe.format or best.confidence >= SURE:
        return ()
    return tuple(one.name for one in others)


def _fixed(kind: str, items: list[PostRecord | Problem]) -> Preview:
    """Return what is shown of a format whose fields are fixed."""
    posts = [item for item in items if isinstance(item, PostRecord)]
    starts = thread_starts(posts)
    return Preview(
        kind, (), posts=tuple(posts[:ROWS]), problems=tuple(i for i in items if isinstance(i, Problem))[:ROWS],
        starts=tuple(starts[:THREADS]), threads=len(starts), looked_at=len(posts),
    )  # fmt: skip


def thread_starts(posts: list[PostRecord]) -> list[Start]:
    """Return the threads of some posts in the order they begin: the named thread, else the post all answers lead to."""
    tops: dict[str, str] = {}
    first: dict[str, PostRecord] = {}
    sizes: dict[str, int] = {}
    for number, post in enumerate(posts):
        key = post.thread_external_id or tops.get(post.parent_external_id) or post.parent_external_id
        key = key or post.external_id or f"~{number}"
        if post.external_id:
            tops[post.external_id] = key
        first.setdefault(key, post)
        sizes[key] = sizes.get(key, 0) + 1
    return [Start(post, sizes[key]) for key, post in first.items()]


def both_orders(path: Path, recipe: Recipe) -> tuple[BothWays, ...]:
    """Return a few posts whose dates mean another day when the month comes first."""
    ways = []
    for order in ("dmy", "mdy"):
        items = islice(registry.read(path, replace(recipe, date_order=order)), LOOKED_AT)
        ways.append({item.line: item for item in items if isinstance(item, PostRecord) and item.posted_at})
    day_first, month_first = ways
    both = (BothWays(line, post, month_first[line]) for line, post in day_first.items() if line in month_first)
    return tuple(islice((one for one in both if one.day_first.posted_at != one.month_first.posted_at), SAMPLES))


def reread(path: Path, recipe: Recipe) -> Recipe:
    """Return the recipe with the columns the file has under it: kept where they are still there, else guessed."""
    seen = preview(path, recipe)
    kept = {name: column for name, column in recipe.columns.items() if column in seen.names}
    free = {name: g.column for name, g in seen.guesses.items() if g.column not in kept.values()}
    return Recipe.from_dict(recipe.to_dict() | {"columns": free | kept})


def _samples(rows: tuple[tuple[int, tuple[str, ...]], ...], at: int) -> tuple[str, ...]:
    cells = (" ".join(cells[at].split()) for _line, cells in rows if at < len(cells))
    return tuple(cell[:_SAMPLE_LENGTH] for cell in islice((c for c in cells if c), SAMPLES))


def _dates(head: table.Table, recipe: Recipe) -> tuple[DateExample, ...]:
    zone = zone_named(recipe.timezone)
    wanted = [recipe.columns[name] for name in ("posted_at", "posted_time") if name in recipe.columns]
    places = [head.columns.index(name) for name in wanted if name in head.columns]
    if zone is None or not places:
        return ()
    cells = (" ".join(row.cells[at] for at in places if at < len(row.cells)) for row in head.rows)
    written = [legible(cell).strip() for cell in cells]
    order = recipe.date_order
    if order in ("", "ymd"):
        votes = OrderVotes()
        for value in written:
            votes.see(value)
        order = votes.order()
    examples = []
    for value in islice(dict.fromkeys(v for v in written if v), SAMPLES):
        try:
            found = read_moment(value, order="mdy" if order == "mdy" else "dmy", zone=zone)
            examples.append(DateExample(value[:_SAMPLE_LENGTH], found))
        except DateRefused as refused:
            examples.append(DateExample(value[:_SAMPLE_LENGTH], None, refused.code))
    return tuple(examples)
