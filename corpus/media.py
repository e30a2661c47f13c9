"""Keep the pictures that came with posts, under their digest, and take away those no post refers to any more."""

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings

from corpus.importers.archive import open_member
from corpus.importers.base import UnreadableFile
from corpus.models import Attachment, Corpus, ImportBatch
from corpus.pictures import EXTENSIONS, Picture, PictureRefused, encode_anew

_CHUNK = 200
# An import writes its files before its rows can be seen: younger files are left alone.
YOUNG = timedelta(hours=2)


def folder_of(corpus_uuid: UUID) -> Path:
    """Return where the pictures of a corpus lie."""
    return Path(settings.MEDIA_DIR) / str(corpus_uuid)


def path_of(corpus_uuid: UUID, sha256: str) -> Path | None:
    """Return the file of a kept picture, or None when it is not there."""
    named = (folder_of(corpus_uuid) / f"{sha256}.{extension}" for extension in EXTENSIONS.values())
    return next((path for path in named if path.is_file()), None)


def keep_pictures(batch: ImportBatch, archive: Path, pairs: Iterable[tuple[int, str]]) -> int:
    """Keep the pictures of an imported zip, named as (attachment id, name inside the zip); return how many were kept.

    A picture that is missing, too large or unreadable is noted on its attachment; the import goes on.
    """
    folder = folder_of(batch.source.corpus.uuid)
    kept = 0
    for chunk in _chunks(pairs):
        rows = [_kept(folder, archive, key, member) for key, member in chunk]
        Attachment.objects.bulk_update(rows, ["sha256", "width", "height", "withheld_because"])
        kept += sum(1 for row in rows if row.sha256)
    return kept


def _chunks(pairs: Iterable[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    left = iter(pairs)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _kept(folder: Path, archive: Path, key: int, member: str) -> Attachment:
    try:
        with open_member(archive, member) as stream:
            picture = encode_anew(stream)
    except UnreadableFile:
        return Attachment(pk=key, sha256="", withheld_because="missing")
    except PictureRefused as refused:
        return Attachment(pk=key, sha256="", withheld_because=refused.reason)
    _write(folder, picture)
    size = {"width": picture.width, "height": picture.height}
    return Attachment(pk=key, sha256=picture.sha256, withheld_because="", **size)


def _write(folder: Path, picture: Picture) -> None:
    """Write a picture under its digest, whole or not at all; one that is there is only made young again."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{picture.sha256}.{picture.extension}"
    if path.is_file():
        os.utime(path)
        return
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # mkstemp gives 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(picture.content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def withhold(picture: Attachment, *, reason: str) -> int:
    """Take a kept picture away, from every post of the corpus that shows it; return from how many.

    The file goes with the next `sweep`, once the transaction is through.
    """
    same = Attachment.objects.filter(post__source__corpus=picture.post.source.corpus_id, sha256=picture.sha256)
    return same.update(sha256="", width=None, height=None, withheld_because=reason)


def sweep(corpus: Corpus, *, older_than: timedelta = YOUNG) -> int:
    """Delete the pictures of a corpus that no post refers to; return how many."""
    moment = time.time() - older_than.total_seconds()
    files = [path for path in folder_of(corpus.uuid).glob("*") if path.stat().st_mtime <= moment]
    known = set(
        Attachment.objects.filter(post__source__corpus=corpus, sha256__in={path.stem for path in files}).values_list(
            "sha256", flat=True
        )
    )
    unknown = [path for path in files if path.stem not in known]
    for path in unknown:
        path.unlink(missing_ok=True)
    return len(unknown)
