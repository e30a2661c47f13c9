"""Be the process that reads one large file for another one (`aside`): a reader and a file come in, posts go out; pure.

It imports the importer it is told of and no other, for its start is waited for.
"""

import gc
import pickle
import sys
from contextlib import suppress
from dataclasses import fields
from itertools import islice
from operator import attrgetter
from typing import IO, Any

from corpus.importers.base import PostRecord, Reading, UnreadableFile

_TOGETHER = 500
_values = attrgetter(*(field.name for field in fields(PostRecord)))


def tell(items: Reading, stream: IO[bytes]) -> None:
    """Write the posts and problems of a file, some hundreds together; None ends them."""
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


def main() -> None:
    """Read what is asked for on standard input."""
    gc.disable()  # posts refer to nothing that refers to them, and the process ends with its file
    read, path, recipe = pickle.load(sys.stdin.buffer)  # noqa: S301  (from the process that started this one)
    with suppress(BrokenPipeError):
        tell(read(path, recipe), sys.stdout.buffer)


if __name__ == "__main__":
    main()
