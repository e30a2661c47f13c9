"""Choose the importer of a file; each folder beside this module holds the systems of one family."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.importers import facebook, fediverse, forums, interviews, messaging, table, twitter, youtube
from corpus.importers.base import Option, Reading, Recipe, Sniff, UnreadableFile
from corpus.importers.head import Head

FAMILIES = (twitter, facebook, messaging, youtube, fediverse, forums, interviews)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what one importer module offers."""

    name: str
    version: str
    sniff: Callable[[Head], Sniff | None]
    read: Callable[[Path, Recipe], Reading]
    options: tuple[Option, ...]
    questions: Callable[[Path, Recipe], tuple[str, ...]]


def _no_questions(_path: Path, _recipe: Recipe) -> tuple[str, ...]:
    return ()


_MODULES = (*(module for family in FAMILIES for module in family.IMPORTERS), table)
_ENTRIES = {
    m.NAME: Entry(m.NAME, m.VERSION, m.sniff, m.read, getattr(m, "OPTIONS", ()), getattr(m, "questions", _no_questions))
    for m in _MODULES
}
NAMES = tuple(_ENTRIES)


def entry(name: str) -> Entry:
    """Return the importer of that name; raise UnreadableFile when there is none."""
    if name not in _ENTRIES:
        raise UnreadableFile("format_unknown", value=name)
    return _ENTRIES[name]


def sniff(path: Path) -> tuple[Sniff, list[Sniff]]:
    """Return the importer that fits the file best and the others that fit too; raise UnreadableFile."""
    head = Head(path)
    found = [e.sniff(head) for e in _ENTRIES.values()]
    fitting = sorted((s for s in found if s), key=lambda s: -s.confidence)
    if not fitting:
        raise _nothing_fits(head)
    return fitting[0], fitting[1:]


def _nothing_fits(head: Head) -> UnreadableFile:
    return UnreadableFile({"json": "json_not_posts", "zip": "archive_unknown"}.get(head.container, "file_unknown"))


def guess_recipe(path: Path, format: str = "auto") -> Recipe:
    """Return the recipe to start from: the named importer or the best one, with all that can be guessed."""
    best = sniff(path)[0] if format == "auto" else entry(format).sniff(Head(path))
    if best is None:
        raise _nothing_fits(Head(path))
    if best.name == table.NAME:
        return table.guess_recipe(path)
    defaults = {option.name: option.default for option in entry(best.name).options if option.default}
    return Recipe(format=best.name, options=defaults).over(best)


def for_next_file(recipe: Recipe) -> Recipe:
    """Return a recipe without what is told by one file alone: its bytes, and answers that are about it only."""
    kept = {o.name for o in entry(recipe.format).options if not o.is_once}
    options = {name: told for name, told in recipe.options.items() if name in kept}
    return replace(recipe, encoding="", delimiter="", sheet="", options=options)


def without_names(recipe: Recipe) -> Recipe:
    """Return a recipe without the answers that name people: what is kept beside the posts names nobody."""
    naming = {o.name for o in entry(recipe.format).options if o.names_people}
    return replace(recipe, options={name: told for name, told in recipe.options.items() if name not in naming})


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts and problems of a file under a recipe."""
    return entry(recipe.format).read(path, recipe)
