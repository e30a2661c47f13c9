"""Look at the head of a waiting file under a recipe: columns with samples, twenty rows, how its dates are read."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from corpus.importers import mapping, registry, table, workbook
from corpus.importers.base import PostRecord, Problem, Recipe, UnreadableFile
from corpus.importers.dates import DateRefused, Moment, OrderVotes, read_moment, zone_named

ROWS = 20
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

    @property
    def names(self) -> list[str]:
        """Return the names of the columns."""
        return [column.name for column in self.columns]


def preview(path: Path, recipe: Recipe) -> Preview:
    """Read the head of a file; raise UnreadableFile."""
    kind = table.container(path)
    sheets = tuple(workbook.sheet_names(path)) if kind == "xlsx" else ()
    try:
        if recipe.format != table.NAME:
            items = list(islice(registry.read(path, recipe), ROWS))
            posts = tuple(item for item in items if isinstance(item, PostRecord))
            return Preview(kind, sheets, posts=posts, problems=tuple(i for i in items if isinstance(i, Problem)))
        head = table.read_head(path, recipe)
    except (UnicodeError, LookupError) as error:
        raise UnreadableFile("file_binary") from error
    rows = tuple((row.line, tuple(c[:_CELL_LENGTH] for c in row.cells)) for row in head.rows)
    return Preview(
        kind,
        sheets,
        columns=tuple(Column(name, _samples(rows, at)) for at, name in enumerate(head.columns)),
        rows=rows[:ROWS],
        guesses=mapping.guess_mapping(head.columns, [row.cells for row in head.rows]),
        problems=tuple(head.problems),
        dates=_dates(head, recipe),
    )


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
    written = [" ".join(row.cells[at] for at in places if at < len(row.cells)).strip() for row in head.rows]
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
