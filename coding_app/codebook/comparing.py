"""What two versions of a codebook say side by side, entry by entry; what codes are called and where they lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as translate

from coding_app.codebook import changes, queries, tree, wording_diff
from coding_app.codebook.models import CodebookVersion, CodeDefinition, CodeExample
from coding_app.codebook.sentences import WORDS
from coding_app.projects.models import Project

SHOWN = (*changes.FIELDS, "key")
"""What is compared: what changes the meaning of a coding, and the key, which fingers remember."""
Examples = Mapping[int, Sequence[CodeExample]]
"""The examples of one version by code id."""


@dataclass(frozen=True)
class Field:
    """One part of an entry in two versions, both sides cut where they differ."""

    label: str
    language: str
    before: list[wording_diff.Stretch]
    after: list[wording_diff.Stretch]


@dataclass(frozen=True)
class Compared:
    """One entry in two versions: what happened to it, its names and paths, the parts and the examples that differ."""

    kind: str
    row: CodeDefinition
    name_before: str
    name_after: str
    place_before: str
    place_after: str
    fields: list[Field]
    examples_gone: list[CodeExample]
    examples_new: list[CodeExample]


def side_by_side(old: CodebookVersion, new: CodebookVersion, language: str) -> list[Compared]:
    """Read two versions with their examples and return the entries that differ; four queries."""
    return compared(
        list(queries.definitions(old)),
        list(queries.definitions(new)),
        language,
        (queries.examples(old), queries.examples(new)),
    )


def compared(
    before: Sequence[CodeDefinition],
    after: Sequence[CodeDefinition],
    language: str,
    examples: tuple[Examples, Examples],
) -> list[Compared]:
    """Return the entries that differ between two versions in the order of the newer one, those that went last."""
    old, new = {row.code_id: row for row in before}, {row.code_id: row for row in after}
    paths = paths_of(before, language), paths_of(after, language)
    gone = [row for row in tree.in_reading_order(before) if row.code_id not in new]
    lines = [
        _compared(row, old.get(row.code_id), new.get(row.code_id), paths, language, examples)
        for row in (*tree.in_reading_order(after), *gone)
    ]
    return [line for line in lines if line.kind != "same"]


def _compared(
    row: CodeDefinition,
    was: CodeDefinition | None,
    now: CodeDefinition | None,
    paths: tuple[dict[int, str], dict[int, str]],
    language: str,
    examples: tuple[Examples, Examples],
) -> Compared:
    had, has = ({_passage(one): one for one in rows.get(row.code_id, ())} for rows in examples)
    gone = [one for at, one in had.items() if at not in has]
    came = [one for at, one in has.items() if at not in had]
    fields = [_field(name, was, now) for name in SHOWN if _value(was, name) != _value(now, name)]
    has_moved = was is not None and now is not None and was.parent_id != now.parent_id
    kind = "added" if was is None else "removed" if now is None else "moved" if has_moved else "reworded"
    if kind == "reworded" and not fields:
        kind = "illustrated" if gone or came else "same"
    return Compared(
        kind=kind,
        row=row,
        name_before=tree.wording(was, "name", language) if was else "",
        name_after=tree.wording(now, "name", language) if now else "",
        place_before=paths[0].get(row.code_id, ""),
        place_after=paths[1].get(row.code_id, ""),
        fields=fields,
        examples_gone=gone,
        examples_new=came,
    )


def _passage(example: CodeExample) -> tuple[int, int | None, int | None, bool]:
    """Return what makes an example the same one in another version."""
    return example.post_id, example.start, example.end, example.is_counter


def _field(name: str, was: CodeDefinition | None, now: CodeDefinition | None) -> Field:
    language = name[-2:] if name.endswith(("_fr", "_en")) else ""
    part = name[:-3] if language else name
    return Field(str(WORDS[part]), language, *wording_diff.sides(_value(was, name), _value(now, name)))


def _value(row: CodeDefinition | None, name: str) -> str:
    """Return a part of an entry in words; nothing where there is no entry."""
    if row is None:
        return ""
    if name in tree.FLAGS:
        return translate("yes") if getattr(row, name) else ""
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else getattr(row, name))


def paths_of(rows: Sequence[CodeDefinition], language: str) -> dict[int, str]:
    """Return where each entry lies, in words: the names above it."""
    names: dict[int, str] = {}
    paths: dict[int, str] = {}
    for row in tree.in_reading_order(rows):
        above = [] if row.parent_id is None else [paths[row.parent_id], names[row.parent_id]]
        names[row.code_id] = tree.wording(row, "name", language)
        paths[row.code_id] = " › ".join(part for part in above if part)
    return paths


def names_of(project: Project, language: str) -> dict[int, str]:
    """Return what each code of a project is called, by code id: its name in the newest version that defines it."""
    rows = CodeDefinition.objects.filter(code__codebook__project=project).order_by("version__number")
    return {row.code_id: tree.wording(row, "name", language) for row in rows.only("code_id", "name_fr", "name_en")}
