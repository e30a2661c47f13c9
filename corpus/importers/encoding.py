"""Find out how the bytes of a text file are to be read."""

import codecs
from functools import lru_cache
from pathlib import Path

import charset_normalizer

from corpus.importers.base import UnreadableFile

SAMPLE_BYTES = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the one of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FRENCH = frozenset("éèàêçùôîâûëïœÉÀÈÊÇŒæ«»’…–€°\u00a0")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f")
_FEW_CONTROLS = 8
_LEGACY = ("cp1252", "mac_roman", "cp850")


def detect_encoding(path: Path) -> str:
    """Return the name of the encoding of a text file, reading it whole but in pieces.

    A byte order mark decides; then UTF-16 without a mark; then UTF-8 if it is valid, or damaged in few places; then the
    old encoding that yields the most French letters; charset-normalizer when none yields any.
    """
    status = path.stat()
    return _detect(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _detect(path: Path, _size: int, _changed: int) -> str:
    """Read the file once for all who ask, as long as it does not change."""
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE_BYTES)
    if not sample:
        raise UnreadableFile("file_empty")
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    wide = _utf16_without_mark(sample)
    if wide:
        return wide
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(_FEW_CONTROLS, len(sample) // 20):
        raise UnreadableFile("file_binary")
    if _is_utf8_throughout(path):
        return "utf-8"
    valid, broken, legacy = _utf8_counts(path)
    if valid >= broken:
        return "utf-8"
    return _legacy_encoding(legacy)


def _utf16_without_mark(sample: bytes) -> str:
    head = sample[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _is_utf8_throughout(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        with path.open("rb") as stream:
            for block in iter(lambda: stream.read(SAMPLE_BYTES), b""):
                decode(block)
            decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_counts(path: Path) -> tuple[int, int, bytes]:
    """Count accented characters that are good UTF-8 and bytes that are not; return also lines that are not.

    The file is read in blocks of one size: a line may be as long as the file.
    """
    valid = broken = 0
    legacy = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    pending = False
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(SAMPLE_BYTES), b""):
            if not pending and block.isascii():
                continue
            text = decoder.decode(block)
            pending = bool(decoder.getstate()[0])
            high = len(text) - len(text.encode("ascii", "ignore"))
            bad = high - (len(text.encode("utf-8", "ignore").decode()) - (len(text) - high)) if high else 0
            broken += bad
            valid += high - bad
            if bad and len(legacy) < SAMPLE_BYTES:
                legacy += b"\n".join(line for line in block.split(b"\n") if not _is_utf8(line))
    return valid, broken, bytes(legacy)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(sample: bytes) -> str:
    scores = []
    for name in _LEGACY:
        text = sample.decode(name, "replace")
        good = sum(c in _FRENCH for c in text)
        odd = sum(c > "\x7f" and c not in _FRENCH for c in text)
        scores.append((good - odd, good, name))
    best = max(scores, key=lambda s: (s[0], s[2] == "cp1252"))
    if best[1] == 0:
        guess = charset_normalizer.from_bytes(sample[:65536]).best()
        return guess.encoding if guess else "cp1252"
    return best[2]
