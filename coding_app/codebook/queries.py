"""Reads about codebooks."""

from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from coding_app.accounts.models import User
from coding_app.codebook import tree
from coding_app.codebook.figures import CodeFigures
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition, CodeExample
from coding_app.projects.models import Project

FiguresBy = Callable[[Project, User, CodebookVersion], Mapping[int, CodeFigures]]
OwnBy = Callable[[Project, User, CodebookVersion], Mapping[int, int]]
ConsequencesBy = Callable[[Project, User, Code], str]


def codebook(project: Project) -> Codebook | None:
    """Return the codebook of a project, or None."""
    return Codebook.objects.filter(project=project).first()


def versions(project: Project) -> QuerySet[CodebookVersion]:
    """Return all versions with the number of their codes, newest first."""
    return (
        CodebookVersion.objects.filter(codebook__project=project)
        .select_related("codebook", "published_by")
        .annotate(codes=Count("definitions", filter=Q(definitions__kind="code")))
        .order_by("-number")
    )


def published_versions(project: Project) -> QuerySet[CodebookVersion]:
    """Return the published versions, newest first."""
    return versions(project).filter(state=CodebookVersion.State.PUBLISHED)


def latest_published(project: Project) -> CodebookVersion | None:
    """Return the newest published version, or None."""
    return published_versions(project).first()


def draft(project: Project) -> CodebookVersion | None:
    """Return the draft, or None."""
    return versions(project).filter(state=CodebookVersion.State.DRAFT).first()


def definitions(version: CodebookVersion) -> QuerySet[CodeDefinition]:
    """Return the definitions of a version with their codes, by position."""
    return CodeDefinition.objects.filter(version=version).select_related("code").order_by("position")


def definitions_before(version: CodebookVersion) -> QuerySet[CodeDefinition]:
    """Return the definitions of the version before this one."""
    earlier = CodeDefinition.objects.filter(version__codebook=version.codebook_id, version__number=version.number - 1)
    return earlier.select_related("code").order_by("position")


def definitions_by_version(project: Project) -> dict[int, list[CodeDefinition]]:
    """Return the definitions of all versions, by version number; one query."""
    rows = (
        CodeDefinition.objects.filter(version__codebook__project=project)
        .select_related("code")
        .annotate(number=F("version__number"))
        .order_by("version_id", "position")
    )
    found: dict[int, list[CodeDefinition]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


def dimensions(version: CodebookVersion) -> list[tree.Dimension]:
    """Return the tree of a version in the language of the reader; one query."""
    return tree.build(definitions(version), language())


def language() -> str:
    """Return the language in which codes are read: French unless the reader reads English."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def codes(project: Project) -> QuerySet[Code]:
    """Return the codes of a project with their definitions through the versions, newest version first."""
    through = CodeDefinition.objects.select_related("version__published_by", "parent").order_by("-version__number")
    return Code.objects.filter(codebook__project=project).prefetch_related(Prefetch("definitions", queryset=through))


def figures(project: Project, by: User, version: CodebookVersion) -> Mapping[int, CodeFigures]:
    """Return what each code was used for, by code id, as this person may see it; empty while nothing tells.

    Codings lie above this feature, which may not look up at them: the setting CODE_FIGURES names who computes it.
    """
    path: str = getattr(settings, "CODE_FIGURES", "")
    if not path:
        return {}
    figures_by: FiguresBy = import_string(path)
    return figures_by(project, by, version)


def consequences(project: Project, by: User, code: Code) -> str:
    """Say what rests on a code, as this person may see it; nothing while the setting CODE_CONSEQUENCES names nobody."""
    path: str = getattr(settings, "CODE_CONSEQUENCES", "")
    if not path:
        return ""
    consequences_by: ConsequencesBy = import_string(path)
    return consequences_by(project, by, code)


def own_codings(project: Project, by: User, version: CodebookVersion) -> Mapping[int, int]:
    """Count a person's codings under earlier versions, by code id; empty while OWN_CODINGS names nobody."""
    path: str = getattr(settings, "OWN_CODINGS", "")
    if not path:
        return {}
    own_by: OwnBy = import_string(path)
    return own_by(project, by, version)


def were_published(codes: Collection[int]) -> bool:
    """Say whether a published version has any of these codes."""
    return CodeDefinition.objects.filter(code__in=list(codes), version__state="published").exists()


def examples(version: CodebookVersion) -> dict[int, list[CodeExample]]:
    """Return the examples and counter-examples of a version by code id, with their posts and authors; one query."""
    rows = (
        CodeExample.objects.filter(version=version)
        .select_related("post__author", "post__thread", "post__source")
        .order_by("is_counter", "pk")
    )
    found: dict[int, list[CodeExample]] = {}
    for row in rows:
        found.setdefault(row.code_id, []).append(row)
    return found
