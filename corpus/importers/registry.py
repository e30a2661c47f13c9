"""Choose the importer of a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.importers import table, twarc_csv, x_api_v2
from corpus.importers.base import Reading, Recipe, Sniff, UnreadableFile


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what one importer module offers."""

    name: str
    version: str
    sniff: Callable[[Path], Sniff | None]
    read: Callable[[Path, Recipe], Reading]


_ENTRIES = {m.NAME: Entry(m.NAME, m.VERSION, m.sniff, m.read) for m in (x_api_v2, twarc_csv, table)}
NAMES = tuple(_ENTRIES)


def entry(name: str) -> Entry:
    """Return the importer of that name; raise UnreadableFile when there is none."""
    if name not in _ENTRIES:
        raise UnreadableFile("format_unknown", value=name)
    return _ENTRIES[name]


def sniff(path: Path) -> tuple[Sniff, list[Sniff]]:
    """Return the importer that fits the file best and the others that fit too; raise UnreadableFile."""
    asked = [_ENTRIES[table.NAME]] if table.container(path) == "xlsx" else list(_ENTRIES.values())
    found = [e.sniff(path) for e in asked]
    fitting = sorted((s for s in found if s), key=lambda s: -s.confidence)
    if not fitting:
        raise _nothing_fits(path)
    return fitting[0], fitting[1:]


def _nothing_fits(path: Path) -> UnreadableFile:
    return UnreadableFile("json_not_posts" if table.container(path) == "json" else "file_unknown")


def guess_recipe(path: Path, format: str = "auto") -> Recipe:
    """Return the recipe to start from: the named importer or the best one, with all that can be guessed."""
    best = sniff(path)[0] if format == "auto" else entry(format).sniff(path)
    if best is None:
        raise _nothing_fits(path)
    if best.name == table.NAME:
        return table.guess_recipe(path)
    return Recipe(format=best.name).over(best)


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts and problems of a file under a recipe."""
    return entry(recipe.format).read(path, recipe)
