"""Put together the page of negotiated agreement: counts, whose answers were kept, definitions called unclear."""

from dataclasses import dataclass

from django.utils.translation import override

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.changes import changes
from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.codebook.tree import LANGUAGES, wording
from coding_app.review import negotiation, queries
from coding_app.review.forms import Reason
from coding_app.review.models import Adjudication
from coding_app.review.negotiation import Tally
from coding_app.review.queries import Case
from coding_app.sampling.models import Round


@dataclass(frozen=True)
class Line:
    """One dimension, or all of them together (without a name), with how often each coder's answer was kept."""

    name: str
    tally: Tally
    kept: list[int]


@dataclass(frozen=True)
class Flag:
    """A code in question where a decision called the definition unclear, and whether the codebook changed it since."""

    name: str
    cases: list[Case]
    has_changed: bool


@dataclass(frozen=True)
class Process:
    """Everything the page shows."""

    coders: list[User]
    lines: list[Line]
    whole: Line
    flags: list[Flag]
    versions: list[CodebookVersion]
    first_decision: Adjudication | None
    last_decision: Adjudication | None


def process(round: Round) -> Process:
    """Follow a round from its first codings to its consensus. Raise RoundIsBlind while it is blind."""
    cases = queries.cases(round)
    found = negotiation.tallies(cases, queries.decided(round))
    coders = _coders(cases)
    lines = [
        _line(dimension.name, found[dimension.id], coders)
        for dimension in codebook.dimensions(round.codebook_version)
        if dimension.id in found
    ]
    decisions = sorted((case.decision for case in cases if case.decision), key=lambda row: row.made_at)
    versions = _versions_after(round)
    return Process(
        coders=coders,
        lines=lines,
        whole=_line("", negotiation.total(found.values()), coders),
        flags=_flags(round, cases, versions),
        versions=versions,
        first_decision=decisions[0] if decisions else None,
        last_decision=decisions[-1] if decisions else None,
    )


def _coders(cases: list[Case]) -> list[User]:
    known = {coder.pk: coder for case in cases if len(case.answers) > 1 for coder in case.coders}
    return sorted(known.values(), key=lambda coder: (coder.display_name, coder.pk))


def _line(name: str, tally: Tally, coders: list[User]) -> Line:
    return Line(name, tally, [tally.in_favor[coder.pk] for coder in coders])


def _versions_after(round: Round) -> list[CodebookVersion]:
    """Return the versions published since the round began that it was not coded under, oldest first."""
    found = codebook.published_versions(round.project).filter(number__gt=round.codebook_version.number)
    return list(found.order_by("number"))


def _flags(round: Round, cases: list[Case], versions: list[CodebookVersion]) -> list[Flag]:
    found = negotiation.flagged(cases, _unclear())
    if not found:
        return []
    before = list(codebook.definitions(round.codebook_version))
    after = list(codebook.definitions(versions[-1])) if versions else before
    names = {row.code_id: wording(row, "name", codebook.language()) for row in before}
    changed = _changed(before, after)
    return [Flag(names.get(code, ""), those, code in changed) for code, those in found]


def _changed(before: list[CodeDefinition], after: list[CodeDefinition]) -> set[int]:
    found = changes(before, after)
    return {row.code_id for row in (*found.removed, *found.moved)} | set(found.reworded)


def _unclear() -> list[str]:
    """Return the words with which a reason calls a definition unclear, in every language people decide in."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(Reason.UNCLEAR.label))
    return said
