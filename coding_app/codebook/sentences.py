"""Words for the parts of a definition, and sentences about what keeps a draft from being published."""

from collections.abc import Sequence

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.checks import Problem

WORDS = {
    "name": _("Name"),
    "definition": _("Definition"),
    "use_when": _("Use when"),
    "do_not_use_when": _("Do not use when"),
    "positive_example": _("Example to code"),
    "negative_example": _("Example not to code"),
    "selection": _("How many codes a unit takes"),
    "level": _("Level of measurement"),
    "applies_to": _("Asked of"),
    "is_sensitive": _("Sensitive"),
    "is_interpretive": _("Interpretive: no coefficient"),
    "key": _("Key"),
    "colour": _("Color"),
}
FATES = {
    "merged": _("“%(name)s” was merged into “%(other)s”."),
    "split": _("“%(name)s” was split: one of its parts is “%(other)s”."),
    "moved": _("“%(name)s” lies in another dimension now."),
    "retired": _("“%(name)s” was retired."),
    "restored": _("“%(name)s” is back."),
}
SENTENCES = {
    "no_dimension": _("The codebook has no dimension yet. Add one."),
    "name_missing": _("“%(name)s” needs a name in French and in English."),
    "key_not_codable": _("“%(name)s” has the key %(key)s, but only codes have keys. Remove it."),
    "key_of_none": _("“%(name)s” must have the key 0."),
    "key_is_zero": _("“%(name)s” has the key 0, which always means that no code applies. Choose another key."),
    "key_reserved": _(
        "“%(name)s” has the key %(key)s, which the coding screen uses itself (J, K, U, N, D, S, P, G). Choose another."
    ),
    "key_unknown": _("“%(name)s” has the key %(key)s. A key is one digit from 1 to 9 or one letter from a to z."),
    "key_twice": _("“%(name)s” and “%(other)s” have the same key %(key)s in one dimension. Change one of them."),
    "no_code": _("The dimension “%(name)s” has no code. Add one, or remove the dimension."),
    "none_not_once": _("The dimension “%(name)s” needs exactly one entry that says no code applies."),
}


def sentence(problem: Problem) -> str:
    """Say a problem in the language of the reader."""
    words = {"name": problem.name or translate("(without a name)"), "other": problem.other, "key": problem.key.upper()}
    return str(SENTENCES[problem.reason]) % words


def fate_sentence(kind: str, name: str, other: str) -> str:
    """Say what became of a code."""
    return str(FATES[kind]) % {"name": name, "other": other}


def part_words(names: Sequence[str]) -> list[str]:
    """Name the parts of an entry that changed, each once whatever the language; columns without words are left out."""
    parts = [name[:-3] if name.endswith(("_fr", "_en")) else name for name in names]
    return [str(WORDS[part]) for part in dict.fromkeys(parts) if part in WORDS]
