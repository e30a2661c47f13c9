"""What was done in a draft, gathered into operations with the names of the codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import Code, CodebookVersion, CodeLineage
from coding_app.surgery import lineage


@dataclass(frozen=True)
class Operation:
    """One act of surgery: what kind, on what, into what; undone by the code of its first row.

    ``is_last`` says that nothing was done to that code since: acts on one code are undone latest first.
    """

    first: CodeLineage
    subjects: list[str]
    targets: list[str]
    is_last: bool


@dataclass(frozen=True)
class Gone:
    """A code that the version does not have, with its last name and the last version that had it."""

    code: Code
    name: str
    kind: str
    last: int


def operations(version: CodebookVersion) -> list[Operation]:
    """Return what surgery did in a draft, latest first; nothing for a published version. Two statements."""
    if version.state != CodebookVersion.State.DRAFT:
        return []
    told = list(lineage.told(version))
    names = names_of({code for row in told for code in (row.from_code_id, row.to_code_id) if code})
    groups = groupby(told, lambda row: (row.made_at, row.kind))
    latest = {row.from_code_id: row.made_at for row in reversed(told)}
    return [_operation(list(rows), names, latest) for _moment, rows in groups]


def _operation(rows: Sequence[CodeLineage], names: Mapping[int, str], latest: Mapping[int, datetime]) -> Operation:
    subjects = dict.fromkeys(row.from_code_id for row in rows)
    targets = [row.to_code_id for row in rows if row.to_code_id]
    return Operation(
        rows[0],
        [names.get(one, "") for one in subjects],
        [names.get(one, "") for one in targets],
        rows[0].made_at == latest[rows[0].from_code_id],
    )


def gone(version: CodebookVersion) -> list[Gone]:
    """Return what may be restored: what earlier versions define, this one does not, and this draft did not take out."""
    left = set(CodeLineage.objects.filter(version=version).values_list("from_code", flat=True))
    is_draft = version.state == CodebookVersion.State.DRAFT
    codes = [code for code in lineage.gone(version) if not (is_draft and code.pk in left)]
    rows = lineage.last_wordings([code.pk for code in codes])
    language = codebook.language()
    return [
        Gone(code, tree.wording(rows[code.pk], "name", language), rows[code.pk].kind, rows[code.pk].version.number)
        for code in codes
    ]


def names_of(codes: set[int]) -> dict[int, str]:
    """Return the last name of each code in the language of the reader."""
    language = codebook.language()
    return {code: tree.wording(row, "name", language) for code, row in lineage.last_wordings(codes).items()}
