"""What the codes of a round become under another version, as the SQL of a move needs it."""

from dataclasses import dataclass
from typing import Any

from coding_app.codebook.models import CodebookVersion
from coding_app.coding import rules
from coding_app.coding.queries import structure
from coding_app.sampling.models import Round
from coding_app.surgery import lineage
from coding_app.surgery.fates import Fate, Way
from coding_app.surgery.models import SplitAnswer


@dataclass(frozen=True)
class Mapping:
    """A round, where it goes, the fate of each code, and of each code of versions in which splits were answered."""

    round: Round
    version: CodebookVersion
    fates: dict[int, Fate]
    answered: dict[int, dict[int, Fate]]


def mapping(round: Round, version: CodebookVersion) -> Mapping:
    """Read what a move of a round to a version would make of its codes; statements by the number of versions only."""
    before = round.codebook_version
    answers = SplitAnswer.objects.filter(coding__assignment__round=round, superseded_at__isnull=True)
    versions = CodebookVersion.objects.filter(pk__in=answers.values("version"), number__lte=version.number)
    return Mapping(
        round,
        version,
        lineage.fates_between(before, version),
        {one.pk: lineage.fates_between(one, version) for one in versions},
    )


def parameters(found: Mapping) -> dict[str, Any]:
    """Return the parameters of the statements in `carry_sql`: columns of small tables, of equal length."""
    direct = [(code, end.codes[0]) for code, end in found.fates.items() if end.way in {Way.SAME, Way.MERGED}]
    meaning = [
        (version, choice, code)
        for version, fates in found.answered.items()
        for choice, end in fates.items()
        if end.way in {Way.SAME, Way.MERGED}
        for code in end.codes
    ]
    unclear = [
        (version, choice)
        for version, fates in found.answered.items()
        for choice, end in fates.items()
        if end.way == Way.SPLIT
    ]
    return {
        "round": found.round.pk,
        "version": found.version.pk,
        "divided": [code for code, end in found.fates.items() if end.way == Way.SPLIT],
        "answer_versions": list(found.answered),
        **_columns(direct, "direct_from", "direct_to"),
        **_columns(meaning, "meaning_version", "meaning_choice", "meaning_to"),
        **_columns(unclear, "unclear_version", "unclear_choice"),
        **_places(found),
    }


def _places(found: Mapping) -> dict[str, list[Any]]:
    """Return where each code of the new version lies, and which dimensions are asked of openings and of replies."""
    questions = structure(found.version).questions
    places = [
        (code, one.id, code == one.none, one.selection == "one", one.applies_to == "segment", one.applies_to == "post")
        for one in questions
        for code in one.choices
    ]
    asked = [
        (one.id, is_reply)
        for is_reply in (False, True)
        for one in rules.asked(questions, kind=found.round.unit_kind, is_reply=is_reply)
    ]
    names = ("place_code", "place_dimension", "place_none", "place_one", "place_passage", "place_whole")
    return _columns(places, *names) | _columns(asked, "asked_dimension", "asked_reply")


def _columns(rows: list[Any], *names: str) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
