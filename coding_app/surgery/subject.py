"""The code a page is about: its name, its place in the version surgery works on, and what rests on it."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import Code, CodeDefinition
from coding_app.projects.models import Project
from coding_app.projects.permissions import ProjectRequest
from coding_app.surgery import lineage, words
from coding_app.surgery.consequences import consequences, in_short


def code_of(request: ProjectRequest, uuid: UUID) -> Code:
    """Return a code of the project, or 404."""
    codes = Code.objects.select_related("codebook__project")
    return get_object_or_404(codes, uuid=uuid, codebook__project=request.project)


def resting_on(project: Project, by: User, code: Code) -> str:
    """Say what rests on a code, as this person may see it; the editor asks for it by a setting."""
    return words.sentence(in_short(project, by, code))


def subject(request: ProjectRequest, code: Code) -> dict[str, Any]:
    """Return what every page about a code shows: the code in words, and the consequences of changing it."""
    version = lineage.working_version(request.project)
    row = CodeDefinition.objects.filter(version=version, code=code).select_related("parent").first()
    last = row or lineage.last_wording(code)
    found = consequences(request.project, request.user, code)
    return {
        "code": code,
        "version": version,
        "row": row,
        "last": last,
        "name": tree.wording(last, "name", codebook.language()) if last else code.slug,
        "found": found,
        "sentence": words.sentence(found),
    }
