"""Clean imported text and find in it what leads to a person; pure, offsets in Unicode code points."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A mention starts a word: the @ of an e-mail address follows a letter.
_MENTION = re.compile(r"(?<![\w@./])@(\w(?:[\w.-]{0,62}\w)?)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[a-z]{2,24}(?!\w)", re.I)
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)33[\s.-]?(?:\(0\)[\s.-]?)?|0)[1-9](?:[\s.-]{0,2}\d{2}){4}(?!\d)"
    r"|(?<![\w+])\+\d{1,3}(?:[\s.()-]{0,2}\d){7,12}(?!\d)"
)
_PLATFORMS = (
    r"(?:twitter|x|facebook|fb|instagram|tiktok|threads|linkedin|youtube|snapchat|discord|bsky)\.(?:com|net|app|gg)"
    r"|fb\.me|t\.me|wa\.me|youtu\.be|m\.me|bsky\.app|lnkd\.in"
)
_PROFILE_LINK = re.compile(
    rf"(?:https?://|(?<![\w.@/-]))(?:[a-z-]{{1,12}}\.)?(?:{_PLATFORMS})/[^\s<>\"«»]+"
    r"|https?://[^\s<>\"«»/]+/(?:users/|u/|profil[es]?/|member[s]?/|membre[s]?/|@)[^\s<>\"«»]+",
    re.I,
)
_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_TRAILING = ".,;:!?…)]}'’"
_LINE_END = re.compile(r"\r\n?")

TOKENS = {
    "fr": {"email": "[e-mail]", "phone": "[téléphone]", "profile": "[lien vers un profil]", "link": "[lien]"},
    "en": {"email": "[e-mail]", "phone": "[phone]", "profile": "[link to a profile]", "link": "[link]"},
}


def clean(text: str) -> str:
    """Return the text in NFC, with plain line ends and without spaces around."""
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def fold_name(name: str) -> str:
    """Return a handle or a name as it is compared: NFC, casefolded, single spaces, no leading @."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split()).removeprefix("@")


@dataclass(frozen=True, slots=True)
class Span:
    """Mark a passage of a text: code points from `start` up to, not including, `end`."""

    start: int
    end: int
    word: str


def mentions(text: str) -> Iterator[Span]:
    """Yield each @mention; the span covers the @, the word does not."""
    if "@" in text:
        for found in _MENTION.finditer(text):
            yield Span(found.start(), found.end(), found[1])


def mask_addresses(text: str, language: str = "fr") -> str:
    """Replace e-mail addresses, telephone numbers and links to people by neutral words of the language."""
    words = TOKENS["en" if language.startswith("en") else "fr"]
    if "/" in text:
        text = _PROFILE_LINK.sub(lambda m: words["profile"] + _tail(m[0]), text)
        text = _SHORT_LINK.sub(words["link"], text)
    if "@" in text:
        text = _EMAIL.sub(words["email"], text)
    if any(c in text for c in "0+"):
        text = _PHONE.sub(words["phone"], text)
    return text


def _tail(link: str) -> str:
    """Return the punctuation that ended the sentence and not the link."""
    return link[len(link.rstrip(_TRAILING)) :]


def fold_in_place(text: str) -> str:
    """Lower a text without changing its length, so that offsets stay true."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
