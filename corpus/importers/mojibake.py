"""Repair texts that Meta writes as if each byte of UTF-8 were a character of its own."""


def repaired(text: str) -> str:
    """Return the text read as UTF-8 where its characters are all bytes of valid UTF-8, else as it is.

    Latin-1 and not cp1252: the bytes 80 to 9F, which every French apostrophe holds, stand as themselves.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
