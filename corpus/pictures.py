"""Encode a picture anew, so that nothing stays of what the camera or the telephone wrote into it; pure."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from PIL import Image, ImageOps

MAX_BYTES = 40 << 20
MAX_PIXELS = 60_000_000
"""A photograph of a telephone has 12 to 50 million; a bomb says it has billions in a few kilobytes."""
MAX_SIDE = 4_096
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_KEPT_AS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 88},
}


class PictureRefused(Exception):
    """Refuse a picture: `reason` is too_large or unreadable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold a picture as it is kept: its bytes, their sha256, width and height in pixels, extension of its file."""

    content: bytes
    sha256: str
    width: int
    height: int
    extension: str


def encode_anew(stream: IO[bytes]) -> Picture:
    """Return the picture upright, at most MAX_SIDE wide and high, without any metadata; of moving ones the first frame.

    Raises PictureRefused. The size is read from the head of the file, so that a bomb is refused before it unpacks.
    """
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise PictureRefused("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit below is the one that counts
            with Image.open(BytesIO(raw), formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PictureRefused("too_large")
                kept_as = _KEPT_AS[opened.format or "PNG"]
                return _encoded(_bare(opened), kept_as)
    except Image.DecompressionBombError as error:
        raise PictureRefused("too_large") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise PictureRefused("unreadable") from error


def _bare(opened: Image.Image) -> Image.Image:
    """Return the pixels alone, turned upright and made small enough."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(opened)
    has_holes = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    plain = upright.convert("RGBA" if has_holes else "RGB")
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    # A new image: what hung on the old one (EXIF, XMP, comments, profiles) has no way into it.
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _encoded(image: Image.Image, kept_as: str) -> Picture:
    target = BytesIO()
    if kept_as == "JPEG" and image.mode != "RGB":
        image = image.convert("RGB")
    image.save(target, format=kept_as, **_QUALITY[kept_as])
    content = target.getvalue()
    return Picture(content, hashlib.sha256(content).hexdigest(), image.width, image.height, EXTENSIONS[kept_as])
