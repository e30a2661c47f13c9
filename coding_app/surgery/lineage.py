"""Read what became of codes between two versions, and which codes are gone."""

from collections.abc import Collection

from django.db.models import Max, QuerySet

from coding_app.codebook.models import Code, CodebookVersion, CodeDefinition, CodeLineage
from coding_app.projects.models import Project
from coding_app.surgery.fates import Fate, Step, fates

CODABLE = ("code", "none")


def steps(codebook_id: int, *, after: int, upto: int) -> list[Step]:
    """Return the versions numbered above ``after`` and up to ``upto``, oldest first; two statements."""
    between = {"version__codebook": codebook_id, "version__number__gt": after, "version__number__lte": upto}
    defined: dict[int, set[int]] = {}
    rows = CodeDefinition.objects.filter(**between).order_by("version__number")
    for number, code in rows.values_list("version__number", "code"):
        defined.setdefault(number, set()).add(code)
    merged: dict[int, dict[int, int]] = {}
    split: dict[int, dict[int, tuple[int, ...]]] = {}
    fates_told = CodeLineage.objects.filter(to_code__isnull=False, **between).order_by("pk")
    for number, kind, code, target in fates_told.values_list("version__number", "kind", "from_code", "to_code"):
        if kind == CodeLineage.Kind.MERGED:
            merged.setdefault(number, {})[code] = target
        else:
            parts = split.setdefault(number, {})
            parts[code] = (*parts.get(code, ()), target)
    return [Step(frozenset(codes), merged.get(at, {}), split.get(at, {})) for at, codes in defined.items()]


def fates_between(before: CodebookVersion, after: CodebookVersion) -> dict[int, Fate]:
    """Return what became of each code of a version in a later one, "none applies" included; three statements."""
    codes = CodeDefinition.objects.filter(version=before, kind__in=CODABLE).values_list("code", flat=True)
    return fates(list(codes), steps(before.codebook_id, after=before.number, upto=after.number))


def working_version(project: Project) -> CodebookVersion | None:
    """Return what surgery is done on: the draft, or the latest version, from which a draft will begin."""
    return CodebookVersion.objects.filter(codebook__project=project).order_by("-number").first()


def told(draft: CodebookVersion) -> QuerySet[CodeLineage]:
    """Return what was done in a draft, latest first, with the codes it was done to."""
    rows = CodeLineage.objects.filter(version=draft).select_related("from_code", "to_code", "made_by")
    return rows.order_by("-made_at", "pk")


def gone(version: CodebookVersion) -> QuerySet[Code]:
    """Return the entries that earlier versions define and this one does not, with the number of the last that did."""
    return (
        Code.objects.filter(codebook=version.codebook_id, definitions__kind__in=["dimension", "group", "code"])
        .exclude(definitions__version=version)
        .annotate(last=Max("definitions__version__number"))
        .order_by("-last", "slug")
    )


def last_wording(code: Code) -> CodeDefinition | None:
    """Return the definition of a code in the latest version that has it."""
    rows = CodeDefinition.objects.filter(code=code).select_related("version", "code", "parent")
    return rows.order_by("-version__number").first()


def last_wordings(codes: Collection[int]) -> dict[int, CodeDefinition]:
    """Return the latest definition of each code, by code."""
    rows = CodeDefinition.objects.filter(code__in=list(codes)).select_related("version", "code")
    return {row.code_id: row for row in rows.order_by("version__number")}
