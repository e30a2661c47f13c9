"""The key is made once, read by nobody else, and never replaced in silence."""

import uuid

import pytest

from corpus.keys import KeyUnavailable, key_for, key_path, read_key

ID = uuid.UUID(int=7)


def test_the_first_call_makes_it_and_the_next_ones_read_it(secrets_dir):
    key = key_for(ID, has_authors=False)
    assert len(key) == 32
    assert key_path(ID) == secrets_dir / f"pseudonyms-{ID}.key"
    assert key_path(ID).stat().st_mode & 0o777 == 0o600
    assert key_for(ID, has_authors=False) == key_for(ID, has_authors=True) == read_key(ID) == key
    assert [p.name for p in secrets_dir.iterdir()] == [key_path(ID).name]


def test_it_is_never_made_anew_when_authors_exist():
    with pytest.raises(KeyUnavailable, match=r"is missing\. Restore it from your backup"):
        key_for(ID, has_authors=True)
    assert not key_path(ID).exists()


@pytest.mark.parametrize(
    ("size", "mode", "words"),
    [(31, 0o600, "damaged"), (33, 0o600, "damaged"), (32, 0o640, "open to others"), (32, 0o604, "open to others")],
)
def test_a_key_that_cannot_be_trusted_is_refused(secrets_dir, size, mode, words):
    secrets_dir.mkdir()
    key_path(ID).write_bytes(b"k" * size)
    key_path(ID).chmod(mode)
    with pytest.raises(KeyUnavailable, match=words):
        read_key(ID)


def test_a_link_in_its_place_is_refused(secrets_dir, tmp_path):
    secrets_dir.mkdir()
    (tmp_path / "else").write_bytes(b"k" * 32)
    key_path(ID).symlink_to(tmp_path / "else")
    with pytest.raises(KeyUnavailable, match="cannot be read"):
        read_key(ID)
