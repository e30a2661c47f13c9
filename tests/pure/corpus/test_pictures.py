"""Pictures are encoded anew: no metadata, upright, small enough; bombs and rubbish are refused at once."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from corpus.pictures import MAX_BYTES, PictureRefused, encode_anew


def made(format: str, size=(40, 20), mode="RGB", **options) -> BytesIO:
    target = BytesIO()
    Image.new(mode, size, "red").save(target, format=format, **options)
    target.seek(0)
    return target


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Appareil de Mimi"
    tags.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)  # a latitude
    return tags.tobytes()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(("format", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "png")])
def test_what_is_kept(format, extension):
    kept = encode_anew(made(format))
    assert (kept.width, kept.height, kept.extension) == (40, 20, extension)
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    assert opened(kept.content).size == (40, 20)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_wrote_is_gone(format):
    kept = encode_anew(made(format, exif=exif()))
    assert b"Mimi" in made(format, exif=exif()).getvalue()
    assert b"Mimi" not in kept.content
    assert dict(opened(kept.content).getexif()) == {}


def test_comments_and_profiles_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Mimi Zouzou")
    assert b"Zouzou" not in encode_anew(made("PNG", pnginfo=words)).content
    assert b"Zouzou" not in encode_anew(made("JPEG", comment=b"Mimi Zouzou", icc_profile=b"Zouzou" * 30)).content


def test_a_picture_lying_on_its_side_is_turned_upright():
    kept = encode_anew(made("JPEG", exif=exif(orientation=6)))
    assert (kept.width, kept.height) == (20, 40)


def test_a_large_picture_becomes_smaller():
    kept = encode_anew(made("PNG", size=(5000, 100)))
    assert (kept.width, kept.height) == (4096, 82)


def test_holes_stay_and_black_is_no_part_of_them():
    kept = encode_anew(made("PNG", mode="RGBA"))
    assert opened(kept.content).mode == "RGBA"
    assert opened(encode_anew(made("GIF", mode="P")).content).mode in {"RGB", "RGBA"}


def test_the_first_frame_of_a_moving_one():
    target = BytesIO()
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    frames[0].save(target, format="GIF", save_all=True, append_images=frames[1:])
    target.seek(0)
    kept = opened(encode_anew(target).content).convert("RGB")
    assert kept.getpixel((4, 4)) == (255, 0, 0)
    assert getattr(kept, "n_frames", 1) == 1


def png_bomb(side: int) -> BytesIO:
    """Return a PNG of a few hundred bytes that says it is side x side."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 10_000)))


@pytest.mark.parametrize("side", [9_000, 30_000, 100_000])
def test_a_bomb_is_refused_before_it_unpacks(side):
    with pytest.raises(PictureRefused, match="too_large"):
        encode_anew(png_bomb(side))


def test_too_many_bytes():
    with pytest.raises(PictureRefused, match="too_large"):
        encode_anew(BytesIO(b"\xff" * (MAX_BYTES + 1)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4", b"BM" + b"\0" * 60],
)
def test_what_is_no_picture(raw):
    with pytest.raises(PictureRefused, match="unreadable"):
        encode_anew(BytesIO(raw))


def test_half_a_picture():
    half = made("JPEG", size=(400, 400)).getvalue()[:1200]
    with pytest.raises(PictureRefused, match="unreadable"):
        encode_anew(BytesIO(half))
