"""What a move to another version changes, in words: codes that go, that answer another question, that are reworded."""

from dataclasses import dataclass

from django.utils.functional import Promise

from coding_app.codebook import changes, tree
from coding_app.codebook import queries as codebook
from coding_app.codebook.sentences import part_words
from coding_app.surgery import operations, words
from coding_app.surgery.carrying import Forecast
from coding_app.surgery.fates import Way

RULES = frozenset({"selection", "applies_to"})
"""What decides which codings a dimension allows."""


@dataclass(frozen=True)
class Changed:
    """What becomes of one code: how, in words, and the names of the codes it goes on as."""

    name: str
    way: str
    words: str | Promise
    into: list[str]


@dataclass(frozen=True)
class LivingOn:
    """An entry of both versions that is another than it was: in another dimension, with other rules, reworded."""

    name: str
    parts: list[str]
    is_elsewhere: bool
    has_other_rules: bool


def changed(told: Forecast) -> list[Changed]:
    """Return what becomes of each code that does not live on."""
    codes = {code for code, end in told.changed.items()} | {to for end in told.changed.values() for to in end.codes}
    names = operations.names_of(codes)
    return [
        Changed(names[code], end.way, words.WAYS[Way(end.way)], [names[to] for to in end.codes])
        for code, end in told.changed.items()
    ]


def living_on(told: Forecast) -> list[LivingOn]:
    """Return the entries that live on otherwise, in reading order; what changes no coding's meaning is left out."""
    before, after = (list(codebook.definitions(one)) for one in (told.round.codebook_version, told.version))
    elsewhere = {code for code, kind in changes.fates(before, after) if kind == "moved"}
    reworded = changes.changes(before, after).reworded
    return [
        LivingOn(
            tree.wording(row, "name", codebook.language()),
            part_words(reworded.get(row.code_id, ())),
            row.code_id in elsewhere,
            not RULES.isdisjoint(reworded.get(row.code_id, ())),
        )
        for row in tree.in_reading_order(after)
        if row.code_id in elsewhere or row.code_id in reworded
    ]
