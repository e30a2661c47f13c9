"""What each format cannot hold of a codebook, said before the file is written; pure."""

from collections.abc import Callable, Iterator, Sequence

from coding_app.codebook.exchange.labels import LONGEST_DOCCANO, applied
from coding_app.codebook.exchange.neutral import Codebook, Entry, walk
from coding_app.codebook.tree import WORDINGS
from corpus.importers.problems import gettext_noop

SENTENCES: dict[str, str] = {
    "language": gettext_noop("The file is in one language: the other one is not in it."),
    "name": gettext_noop("The name of the codebook is not in the file."),
    "sets": gettext_noop("The sets of codes are not in the file."),
    "tree": gettext_noop("The file is a flat list: dimensions and groups are not in it."),
    "texts": gettext_noop("Definitions and examples are not in the file."),
    "examples": gettext_noop("Of the texts, only the definitions of codes are in the file."),
    "identity": gettext_noop("Identities are not in the file: read again, these are new codes."),
    "stable_names": gettext_noop("Stable names are not in the file: read again, codes get new ones."),
    "group_names": gettext_noop("Stable names of groups are not in the file."),
    "rules": gettext_noop("How many codes a unit takes, and of which units it is asked, are not in the file."),
    "level": gettext_noop("Level of measurement, and of which units a dimension is asked, are not in the file."),
    "none": gettext_noop("The entries that say no code applies are ordinary codes in the file."),
    "sensitive": gettext_noop("Which codes are sensitive is not in the file: take care who gets it."),
    "interpretive": gettext_noop("Which codes are interpretive, without coefficient, is not in the file."),
    "colours": gettext_noop("Colors are not in the file."),
    "colours_filled": gettext_noop("Codes without a color are gray in the file."),
    "holder_colours": gettext_noop("Colors of dimensions and groups are not in the file."),
    "keys": gettext_noop("Keys are not in the file."),
    "keys_repeated": gettext_noop("A key used in several dimensions stays with the first code that has it."),
    "names_repeated": gettext_noop("Codes of the same name have the name of their dimension before theirs."),
    "names_shortened": gettext_noop("Names longer than 100 characters are cut."),
    "names_made": gettext_noop("Dimensions without a stable name of their own get one in the file."),
    "selection_filled": gettext_noop("Dimensions that do not say how many codes a unit takes take any number."),
    "kinds": gettext_noop("Dimensions lie at the top and groups below them in the file, whatever they were."),
    "names_on_top": gettext_noop("Codes that lie in no dimension are in one called “codes”."),
}

PICKED = gettext_noop("Examples picked from posts are not in the file: the posts stay in the corpus.")
"""Lost in every format; the form does not hold them."""


def _all(form: Codebook) -> Iterator[Entry]:
    return (entry for entry, _ in walk(form.entries))


def _has(form: Codebook, name: str) -> bool:
    return any(getattr(entry, name) for entry in _all(form))


def _is_bilingual(form: Codebook) -> bool:
    texts = [getattr(entry, name) for entry in _all(form) for name in WORDINGS]
    texts += [text for one in form.sets for text in (one.name, one.definition)]
    return any(text.fr and text.en and text.fr != text.en for text in texts) or _is_mixed(texts)


def _is_mixed(texts: Sequence[object]) -> bool:
    """Say whether some texts are only in French and others only in English: a file in one language hides which."""
    return any(getattr(text, "fr", "") for text in texts) and any(getattr(text, "en", "") for text in texts)


def _tops(form: Codebook) -> list[Entry]:
    """Return what lies at the top and holds codes, or is made to."""
    return [entry for entry in form.entries if entry.entries or not entry.is_codable]


def _keys_repeated(form: Codebook) -> bool:
    keys = [entry.key for entry in _all(form) if entry.is_codable and entry.key]
    return len(keys) != len(set(keys))


def _names_repeated(form: Codebook) -> bool:
    return any(
        len(names) != len(set(names))
        for language in ("fr", "en")
        if (names := [entry.name.read(language) for entry in _all(form) if entry.is_codable])
    )


def _names_long(form: Codebook) -> bool:
    return any(len(name) > LONGEST_DOCCANO for language in ("fr", "en") for _, name in applied(form, language))


IS_LOST: dict[str, Callable[[Codebook], bool]] = {
    "language": _is_bilingual,
    "name": lambda form: bool(form.name),
    "sets": lambda form: bool(form.sets),
    "tree": lambda form: any(entry.entries or not entry.is_codable for entry in form.entries),
    "texts": lambda form: any(_has(form, name) for name in WORDINGS[1:]),
    "examples": lambda form: (
        any(_has(form, name) for name in WORDINGS[2:])
        or any(entry.definition for entry in _all(form) if not entry.is_codable)
    ),
    "identity": lambda form: _has(form, "guid"),
    "stable_names": lambda form: _has(form, "slug"),
    "group_names": lambda form: any(
        entry.slug for entry, depth in walk(form.entries) if depth and not entry.is_codable
    ),
    "rules": lambda form: any(_has(form, name) for name in ("selection", "level", "applies_to")),
    "level": lambda form: (
        any(_has(form, name) for name in ("level", "applies_to"))
        or any(entry.selection for entry, depth in walk(form.entries) if depth)
    ),
    "none": lambda form: any(entry.kind == "none" for entry in _all(form)),
    "sensitive": lambda form: _has(form, "is_sensitive"),
    "interpretive": lambda form: _has(form, "is_interpretive"),
    "colours": lambda form: _has(form, "colour"),
    "colours_filled": lambda form: any(entry.is_codable and not entry.colour for entry in _all(form)),
    "holder_colours": lambda form: any(entry.colour for entry in _all(form) if not entry.is_codable),
    "keys": lambda form: _has(form, "key"),
    "keys_repeated": _keys_repeated,
    "names_repeated": _names_repeated,
    "names_shortened": _names_long,
    "names_made": lambda form: len({one.slug for one in _tops(form) if one.slug}) < len(_tops(form)),
    "selection_filled": lambda form: any(one.selection not in {"one", "any"} for one in _tops(form)),
    "kinds": lambda form: any(
        entry.kind != ("group" if depth else "dimension")
        for entry, depth in walk(form.entries)
        if not entry.is_codable or (entry.entries and not depth)
    ),
    "names_on_top": lambda form: len(_tops(form)) < len(form.entries),
}
_FLAGS = ("sensitive", "interpretive")
_FLAT = ("language", "name", "sets", "tree", "texts", "identity", "stable_names", "rules", "none", *_FLAGS)
LOST: dict[str, tuple[str, ...]] = {
    "qdc": ("language", "name"),
    "csv": ("name", "sets"),
    "json": (),
    "doccano": (*_FLAT, "keys_repeated", "names_repeated", "names_shortened", "colours_filled"),
    "label_studio": (
        "language", "name", "sets", "examples", "identity", "group_names", "level", "none", *_FLAGS,
        "holder_colours", "selection_filled", "kinds", "names_on_top", "names_made",
    ),
    "list": (*_FLAT, "colours", "keys", "names_repeated"),
}  # fmt: skip


def losses(form: Codebook, format: str) -> list[str]:
    """Return a sentence for each thing that this codebook has and a file of the format cannot hold."""
    return [SENTENCES[code] for code in LOST[format] if IS_LOST[code](form)]
