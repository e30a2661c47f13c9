"""Read a large file in a process of its own: the next posts are read while the last ones are kept; pure.

The reader is half of what an import computes, and Python computes in one thread of a process at a time. A file that
brings the reader down brings nobody else down.
"""

import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Reading, Recipe, UnreadableFile

SMALL = 1_000_000
"""Bytes of a file that is read before a process would have started."""
_TOGETHER = 500
_ROOT = Path(__file__).resolve().parents[2]
_values = attrgetter(*(field.name for field in fields(PostRecord)))


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts and problems of a file under a recipe, as `registry.read` does."""
    if path.stat().st_size < SMALL:
        yield from registry.read(path, recipe)
        return
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT) as reader:  # noqa: S603
        assert reader.stdin is not None
        assert reader.stdout is not None
        try:
            pickle.dump((path.resolve(), recipe), reader.stdin)
            reader.stdin.close()
            yield from _received(reader.stdout)
        finally:
            reader.kill()  # it has ended, or nobody wants the rest


def _received(stream: IO[bytes]) -> Iterator[PostRecord | Problem]:
    while (told := _next(stream)) is not None:
        if isinstance(told, UnreadableFile):
            raise told
        for item in told:
            yield PostRecord(*item) if type(item) is tuple else item


def _next(stream: IO[bytes]) -> Any:
    try:
        return pickle.load(stream)  # noqa: S301  (our own process wrote it)
    except (EOFError, pickle.UnpicklingError) as error:
        raise RuntimeError("The process that reads the file ended before the file did.") from error


def _tell(path: Path, recipe: Recipe, stream: IO[bytes]) -> None:
    """Write the posts and problems of a file, some hundreds together; None ends them."""
    items = registry.read(path, recipe)
    told: list[Any] | UnreadableFile | None = []
    while told is not None:
        try:
            # A tuple is half the size of a record, and the enumerations in it are written once for all of them.
            told = [_values(item) if type(item) is PostRecord else item for item in islice(items, _TOGETHER)] or None
        except UnreadableFile as refused:
            told = refused
        pickle.dump(told, stream, pickle.HIGHEST_PROTOCOL)
        if isinstance(told, UnreadableFile):
            return
    stream.flush()


def _main() -> None:
    gc.disable()  # posts refer to nothing that refers to them, and the process ends with its file
    path, recipe = pickle.load(sys.stdin.buffer)  # noqa: S301
    with suppress(BrokenPipeError):
        _tell(path, recipe, sys.stdout.buffer)


if __name__ == "__main__":
    _main()
