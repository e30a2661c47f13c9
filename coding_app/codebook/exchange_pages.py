"""What the pages of codebook files show: formats with what each loses, and the check of a file, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from coding_app.codebook import exchanging, queries
from coding_app.codebook.exchange import losses, rows
from coding_app.codebook.exchange.merging import RULES, Plan, Step
from coding_app.codebook.exchange.neutral import Codebook, Words
from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.sentences import WORDS
from coding_app.projects.models import Project

TITLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "qdc": (_("REFI-QDA codebook (.qdc)"), _("For NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette and others.")),
    "csv": (_("Table (.csv)"), _("For a spreadsheet; both languages.")),
    "json": (_("JSON of Entente"), _("Every field in both languages; for another project here.")),
    "doccano": (_("Labels of doccano (.json)"), _("A flat list with keys and colors.")),
    "label_studio": (_("Configuration of Label Studio (.xml)"), _("Choices, one block a dimension.")),
    "list": (_("Plain names (.txt)"), _("One name a line.")),
}
FIELD_WORDS = {**WORDS, "key": _("Key"), "colour": _("Color")}
HOW = {
    "identity": _("same identity"),
    "stable_name": _("same stable name"),
    "name": _("same name"),
    "place": _("same place"),
}


@dataclass(frozen=True)
class File:
    """A format a version may be taken out in: what it is, and what it loses of this codebook."""

    format: str
    title: str | Promise
    text: str | Promise
    losses: list[str]
    is_in_one_language: bool


def form_of(version: CodebookVersion) -> Codebook:
    """Return a version in the form that files are written from."""
    book = version.codebook
    return rows.of_definitions(list(queries.definitions(version)), Words(book.name_fr, book.name_en))


def files(version: CodebookVersion) -> list[File]:
    """Return every format with what it loses of a version."""
    form = form_of(version)
    picked = [losses.PICKED] if version.examples.exists() else []
    return [
        File(
            name,
            title,
            text,
            [translate(sentence) for sentence in [*losses.losses(form, name), *picked]],
            "language" in losses.LOST[name],
        )
        for name, (title, text) in TITLES.items()
    ]


@dataclass(frozen=True)
class Line:
    """One row of the check: its step, what it is called here, how it is known, which fields the file has otherwise."""

    step: Step
    label: str
    here: str
    how: str | Promise
    fields: list[str]

    @property
    def kind(self) -> str:
        """Return what the entry is in the tree."""
        return str(self.step.row["kind"])

    @property
    def colour(self) -> int:
        """Return the number of the color the file gives it."""
        return int(self.step.row["colour"])


def check(project: Project, form: Codebook, *, keep_parents: bool) -> dict[str, Any]:
    """Return what the check of a file shows."""
    read = rows.from_neutral(form, keep_parents=keep_parents)
    todo = exchanging.foreseen(project, read)
    language = queries.language()
    return {
        "plan": todo,
        "lines": [_line(step, language) for step in todo.steps],
        "remarks": remarks(todo),
        "offers_parents": keep_parents or any(note.reason == "parent_not_codable" for note in todo.notes),
    }


def remarks(todo: Plan) -> list[str]:
    """Say each thing that changed on the way in, once."""
    words = [translate(rows.SENTENCES[note.reason]) % {"name": note.name, "value": note.value} for note in todo.notes]
    return list(dict.fromkeys(words))


def _line(step: Step, language: str) -> Line:
    found = step.found
    label = step.row[f"name_{language}"] or step.name
    here = (getattr(found, f"name_{language}") or getattr(found, "name_fr")) if found else ""  # noqa: B009
    changed = [] if step.is_new else _fields(list(step.values))
    return Line(step, label, here if here != label else "", HOW.get(step.how, ""), changed)


def _fields(names: Sequence[str]) -> list[str]:
    parts = [name.rsplit("_", 1)[0] if name.endswith(("_fr", "_en")) else name for name in names]
    return [str(FIELD_WORDS[part]) for part in dict.fromkeys(parts) if part in FIELD_WORDS or part in RULES]
