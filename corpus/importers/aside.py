"""Read a large file in a process of its own: the next posts are read while the last ones are kept; pure.

The reader is half of what an import computes, and Python computes in one thread of a process at a time. A file that
brings the reader down brings nobody else down.
"""

import fcntl
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from corpus.importers import registry
from corpus.importers.base import PostRecord, Problem, Reading, Recipe, UnreadableFile

SMALL = 1_000_000
"""Bytes of a file that is read before a process would have started."""
_ROOT = Path(__file__).resolve().parents[2]
_READER = "corpus.importers.reader"
_AHEAD = 1 << 20  # bytes the reader may be ahead: it reads on while a chunk is packed and sent to the database


def read(path: Path, recipe: Recipe) -> Reading:
    """Stream the posts and problems of a file under a recipe, as `registry.read` does."""
    if path.stat().st_size < SMALL:
        yield from registry.read(path, recipe)
        return
    command = [sys.executable, "-m", _READER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT) as reader:  # noqa: S603
        assert reader.stdin is not None
        assert reader.stdout is not None
        try:
            pickle.dump((registry.entry(recipe.format).read, path.resolve(), recipe), reader.stdin)
            reader.stdin.close()
            # Not every system has this, nor allows it to everybody.
            with suppress(AttributeError, OSError):
                fcntl.fcntl(reader.stdout, fcntl.F_SETPIPE_SZ, _AHEAD)
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
