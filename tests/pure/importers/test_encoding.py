"""A file says how it is written, or its letters do."""

import pytest

from corpus.importers.base import UnreadableFile
from corpus.importers.encoding import detect_encoding

FRENCH = "message;auteur\nCela dépend : « ça » coûte 3 € à l’aide…;Mme Été\n" * 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_french_text_in_every_dress(file, written, expected):
    assert detect_encoding(file(FRENCH.encode(written))) == expected


def test_old_pc_encoding(file):
    assert detect_encoding(file("Où est passée l'élève à côté ? Déjà là.".encode("cp850"))) == "cp850"


def test_one_broken_byte_does_not_make_it_another_encoding(file):
    assert detect_encoding(file(FRENCH.encode() + b"fin\xff\n")) == "utf-8"


@pytest.mark.parametrize(("content", "code"), [(b"", "file_empty"), (bytes(range(256)) * 40, "file_binary")])
def test_what_is_no_text(file, content, code):
    with pytest.raises(UnreadableFile) as refused:
        detect_encoding(file(content))
    assert refused.value.code == code
