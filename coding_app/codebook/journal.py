"""The journal of decisions about a codebook: what was published, drafted, asked and answered, newest first."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from coding_app.codebook.models import Code, CodebookVersion, CodeLineage, CodeQuestion
from coding_app.codebook.sentences import fate_sentence, part_words
from coding_app.core.models import Event
from coding_app.projects.models import Project
from coding_app.projects.queries import journal

KINDS = ("code", "codebook", "codebookversion", "codequestion")
NO_DECISIONS = ("version_read",)
A_PAGE = 50


@dataclass(frozen=True)
class Decision:
    """One line: who did what when, the code it was about, what was said, what became of codes, which parts changed."""

    event: Event
    words: str
    code: Code | None = None
    version: CodebookVersion | None = None
    question: CodeQuestion | None = None
    fates: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Some lines; ``earlier`` is the key of the page before them, or None."""

    lines: list[Decision]
    earlier: int | None


def decisions(
    project: Project,
    names: dict[int, str],
    asked: QuerySet[CodeQuestion],
    *,
    code: Code | None = None,
    before: int | None = None,
) -> Page:
    """Return a page of the journal, of one code or of all; five statements whatever its length.

    asked: the questions that the reader may see. Of others the journal says that they were asked, not what.
    """
    rows = journal(project).filter(object_kind__in=KINDS).exclude(verb__in=NO_DECISIONS)
    if code is not None:
        rows = rows.filter(_about(code))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    events = list(rows[: A_PAGE + 1])
    shown = events[:A_PAGE]
    return Page(_lines(project, shown, names, asked), shown[-1].pk if len(events) > A_PAGE else None)


def _about(code: Code) -> Q:
    """Say which lines concern a code: about it, about questions on it, and publications that decided its fate."""
    questions = CodeQuestion.objects.filter(code=code).values("uuid")
    versions = CodebookVersion.objects.filter(
        Q(lineage__from_code=code) | Q(lineage__to_code=code), state=CodebookVersion.State.PUBLISHED
    ).values("uuid")
    return (
        Q(object_kind="code", object_uuid=code.uuid)
        | Q(object_kind="codequestion", object_uuid__in=questions)
        | Q(verb="version_published", object_uuid__in=versions)
    )


def _lines(
    project: Project, events: list[Event], names: dict[int, str], asked: QuerySet[CodeQuestion]
) -> list[Decision]:
    sentence_of: Callable[[Event], str] = import_string(settings.EVENT_SENTENCE)
    uuids = [event.object_uuid for event in events if event.object_uuid]
    codes = {row.uuid: row for row in Code.objects.filter(codebook__project=project, uuid__in=uuids)}
    versions = {row.uuid: row for row in CodebookVersion.objects.filter(codebook__project=project, uuid__in=uuids)}
    questions = {row.uuid: row for row in asked.filter(uuid__in=uuids)}
    fates = _fates(CodeLineage.objects.filter(version__in=versions.values()).order_by("pk"), names)
    made = []
    for event in events:
        uuid = event.object_uuid
        version, question = (versions.get(uuid), questions.get(uuid)) if uuid else (None, None)
        code = question.code if question else codes.get(uuid) if uuid else None
        parts = part_words(event.detail.get("fields", []))
        told = fates.get(version.pk, []) if version and event.verb == "version_published" else []
        made.append(Decision(event, sentence_of(event), code, version, question, told, parts))
    return made


def _fates(rows: QuerySet[CodeLineage], names: dict[int, str]) -> dict[int, list[str]]:
    """Return what became of codes in words, by version."""
    found: dict[int, list[str]] = {}
    for row in rows:
        words = fate_sentence(row.kind, names.get(row.from_code_id, ""), names.get(row.to_code_id or 0, ""))
        found.setdefault(row.version_id, []).append(words)
    return found
