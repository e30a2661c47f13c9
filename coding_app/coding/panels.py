"""The dimensions beside the thread with the codes to choose from: what they say, whoever reads them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import CodebookVersion, CodeExample
from coding_app.codebook.passages import words_of
from coding_app.codebook.tree import CodeEntry, Dimension

EXAMPLES = 3
"""Examples of a code that are shown, and counter-examples."""
LONGEST = 400
"""Code points of an example that are shown."""


@dataclass(frozen=True)
class Choice:
    """A code; where it lies in the tree; (words, is_counter) of posts."""

    entry: CodeEntry
    path: str
    examples: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Panel:
    """A dimension with its entries."""

    dimension: Dimension
    choices: tuple[Choice, ...]


def read(version: CodebookVersion, asked: Collection[uuid.UUID]) -> tuple[Panel, ...]:
    """Return the dimensions asked of any unit on the screen, in their order."""
    examples = codebook.examples(version)
    return tuple(
        Panel(
            dimension=dimension,
            choices=tuple(
                Choice(entry, path, tuple(_words(examples.get(entry.id, ())))) for entry, path in paths(dimension)
            ),
        )
        for dimension in _dimensions(version)
        if dimension.uuid in asked
    )


def _dimensions(version: CodebookVersion) -> Sequence[Dimension]:
    """Return the tree of a version; a published one is frozen by the database, so it is read once a process."""
    if version.state != CodebookVersion.State.PUBLISHED:
        return codebook.dimensions(version)
    return _frozen_dimensions(version.pk, version.uuid, codebook.language())


@lru_cache(maxsize=32)
def _frozen_dimensions(version_id: int, version_uuid: uuid.UUID, language: str) -> tuple[Dimension, ...]:
    # The uuid is there for the cache: a number may come back in another database, a uuid does not.
    return tuple(tree.build(codebook.definitions(CodebookVersion(pk=version_id)), language))


def paths(dimension: Dimension) -> list[tuple[CodeEntry, str]]:
    """Return each entry with the names above it, from the dimension down: "Topic > Work"."""
    above: list[str] = []
    found = []
    for entry in dimension.entries:
        del above[entry.depth :]
        found.append((entry, " > ".join([dimension.name, *above])))
        above.append(entry.name)
    return found


def _words(examples: Iterable[CodeExample]) -> list[tuple[str, bool]]:
    """Return the words of the first examples and of the first counter-examples; those of erased posts are gone."""
    said = [(words, row.is_counter) for row in examples if (words := words_of(row)[:LONGEST])]
    return [*islice((one for one in said if not one[1]), EXAMPLES), *islice((one for one in said if one[1]), EXAMPLES)]
