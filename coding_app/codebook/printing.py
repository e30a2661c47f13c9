"""A version of the codebook on paper: all fields in both languages, keys, patterns, examples; page and DOCX."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coding_app.codebook import queries, tree
from coding_app.codebook.exchange import colours
from coding_app.codebook.models import CodebookVersion, CodeDefinition, CodeExample
from coding_app.codebook.sentences import WORDS
from coding_app.core import paper
from corpus.citing import is_traceable
from corpus.models import Post

# A pattern of a word processor for each of the sixteen colors, so that a print in black still tells them apart.
PATTERNS = (
    "diagStripe", "horzStripe", "vertStripe", "reverseDiagStripe", "diagCross", "horzCross", "thinDiagStripe",
    "thinHorzStripe", "thinVertStripe", "thinReverseDiagStripe", "thinDiagCross", "thinHorzCross", "pct25", "pct50",
    "pct12", "pct75",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A post or passage picked for a code: its words or what stands for them, who wrote it, where it is found again."""

    text: str
    alias: str
    reference: str
    is_counter: bool
    is_gone: bool
    is_traceable: bool


@dataclass(frozen=True)
class Part:
    """A field of a definition in both languages."""

    label: str | Promise
    fr: str
    en: str


@dataclass(frozen=True)
class Printed:
    """One entry on paper."""

    row: CodeDefinition
    depth: int
    rules: list[str]
    parts: list[Part]
    examples: list[Example] = field(default_factory=list)

    @property
    def pattern(self) -> str:
        """Return the pattern that stands for its color."""
        return PATTERNS[(self.row.colour - 1) % len(PATTERNS)]


@dataclass(frozen=True)
class Book:
    """A whole version on paper."""

    version: CodebookVersion
    entries: list[Printed]

    @property
    def traceable(self) -> int:
        """Count the examples that lead to their authors."""
        return sum(one.is_traceable for entry in self.entries for one in entry.examples)

    @property
    def examples(self) -> int:
        """Count the examples picked from posts."""
        return sum(len(entry.examples) for entry in self.entries)


def book(version: CodebookVersion) -> Book:
    """Return a version as it is printed; two statements."""
    rows = tree.in_reading_order(list(queries.definitions(version)))
    depths = tree.depths_of(rows)
    picked = CodeExample.objects.filter(version=version).select_related("post__author", "post__source")
    examples: dict[int, list[Example]] = {}
    for one in picked.order_by("is_counter", "picked_at", "pk"):
        examples.setdefault(one.code_id, []).append(_example(one))
    inside = tree.sensitive(rows)
    entries = [
        Printed(
            row, depths[row.code_id], _rules(row, row.code_id in inside), _parts(row), examples.get(row.code_id, [])
        )
        for row in rows
    ]
    return Book(version, entries)


def reference(post: Post) -> str:
    """Return the short name by which a post is found again inside the team."""
    return f"P-{post.uuid.hex[:8]}"


def _example(one: CodeExample) -> Example:
    post = one.post
    is_gone = post.availability != Post.Availability.PRESENT
    text = str(post.get_availability_display()) if is_gone else post.text[one.start : one.end]
    return Example(
        text=text,
        alias=post.author.alias if post.author else "",
        reference=reference(post),
        is_counter=one.is_counter,
        is_gone=is_gone,
        is_traceable=not is_gone and is_traceable(text, post.source.access),
    )


def _rules(row: CodeDefinition, is_inside: bool) -> list[str]:
    rules = []
    if row.kind == CodeDefinition.Kind.DIMENSION:
        rules = [row.get_selection_display(), row.get_level_display(), row.get_applies_to_display()]
    if row.is_interpretive:
        rules.append(_("Interpretive: no coefficient"))
    if is_inside:
        rules.append(_("Sensitive: left out of what leaves the team"))
    return rules


def _parts(row: CodeDefinition) -> list[Part]:
    found = [Part(WORDS[name], getattr(row, f"{name}_fr"), getattr(row, f"{name}_en")) for name in tree.WORDINGS[1:]]
    return [part for part in found if part.fr or part.en]


def warning(book: Book) -> str:
    """Say what examples in a print are worth knowing of; nothing when there is none."""
    if not book.examples:
        return ""
    return _(
        "This print holds words of posts (%(examples)s examples, %(traceable)s of them long enough to be found by a "
        "search engine and to lead to who wrote them). Keep it in the team; paraphrase before publishing."
    ) % {"examples": book.examples, "traceable": book.traceable}


def written(book: Book) -> bytes:
    """Return the DOCX of a version."""
    version = book.version
    language = queries.language()
    name = version.codebook.name_en if language == "en" else version.codebook.name_fr
    document = paper.sheet(f"{name} – v{version.number}", language)
    state = version.get_state_display()
    paper.add_line(document, (f"{state}. {version.note}", "q"))
    if words := warning(book):
        paper.add_line(document, (words, "b"))
    is_first = True
    for entry in book.entries:
        if entry.depth == 0 and not is_first:
            paper.new_page(document)
        is_first = False
        _write_entry(document, entry)
    return paper.bytes_of(document)


def _write_entry(document: Any, entry: Printed) -> None:
    row = entry.row
    heading = document.add_heading("", min(entry.depth + 1, 3))
    if row.kind in {"code", "none"}:
        mark = heading.add_run("\u2003\u2003")
        paper.shade(mark, entry.pattern, colours.written(row.colour))
        heading.add_run(" ")
    heading.add_run(paper.printable(_names(row.name_fr, row.name_en)))
    details = [
        str(row.get_kind_display()),
        row.code.slug,
        *([_("key %(key)s") % {"key": row.key.upper()}] * bool(row.key)),
    ]
    paper.add_line(document, (" · ".join([*details, *entry.rules]), "q"))
    if entry.parts:
        _write_parts(document, entry.parts)
    _write_examples(document, entry.examples)


def _names(french: str, english: str) -> str:
    return " / ".join(dict.fromkeys(name for name in (french, english) if name)) or _("(without a name)")


def _write_parts(document: Any, parts: Sequence[Part]) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("", "Français", "English"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for part in parts:
        cells = table.add_row().cells
        for cell, text in zip(cells, (str(part.label), part.fr, part.en), strict=True):
            cell.text = paper.printable(text)


def _write_examples(document: Any, examples: Iterable[Example]) -> None:
    for one in examples:
        label = _("Counter-example") if one.is_counter else _("Example")
        paper.add_line(
            document,
            (f"{label}\u202f: " if queries.language() == "fr" else f"{label}: ", "b"),
            (one.text if one.is_gone else f"“{one.text}”", "i"),
            (f"  {one.alias} {one.reference}".rstrip(), "q"),
        )
