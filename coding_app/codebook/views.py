"""Reading the codebook: the tree, its versions, one code through them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from coding_app.codebook import actions, comparing, queries, reading, talk, tree, unread
from coding_app.codebook.forms import STARTER_WORDS, StarterForm
from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.sentences import fate_sentence
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def codebook(request: ProjectRequest) -> HttpResponse:
    """Show the version in force: the latest published one, or the draft while there is none."""
    versions = list(queries.versions(request.project))
    shown = next((one for one in versions if one.state == CodebookVersion.State.PUBLISHED), None)
    if shown is None and not versions:
        return render(request, "codebook/no_codebook.html", {"edits": _edits(request)})
    return _version_page(request, shown or versions[0], versions)


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def version(request: ProjectRequest, number: int) -> HttpResponse:
    """Show one version."""
    versions = list(queries.versions(request.project))
    shown = next((one for one in versions if one.number == number), None)
    if shown is None:
        raise Http404
    return _version_page(request, shown, versions)


def _version_page(request: ProjectRequest, shown: CodebookVersion, versions: list[CodebookVersion]) -> HttpResponse:
    rows = list(queries.definitions(shown))
    language = queries.language()
    draft = next((one for one in versions if one.state == CodebookVersion.State.DRAFT), None)
    context: dict[str, Any] = {
        "shown": shown,
        "draft": draft,
        "is_latest": shown == next((one for one in versions if one.state == "published"), None),
        "edits": _edits(request),
        "dimensions": tree.build(rows, language),
        "entry": _entry(request.GET.get("code"), rows, language),
        "figures": queries.figures(request.project, request.user, shown),
        "asks": has_permission(request.membership, Permission.CODE),
        "news": unread.unread(request.membership),
        "waiting": talk.visible(talk.open_questions(request.project), request.user, edits=_edits(request)).count(),
    }
    if entry := context["entry"]:
        entry["examples"] = queries.examples(shown).get(entry["row"].code_id, [])
    return render(request, "codebook/version.html", context)


def _entry(wanted: str | None, rows: list[Any], language: str) -> dict[str, Any] | None:
    """Return the entry asked for, or the first one, with its words."""
    row = next((one for one in rows if str(one.code.uuid) == wanted), rows[0] if rows and not wanted else None)
    if row is None and wanted:
        raise Http404
    if row is None:
        return None
    return {
        "row": row,
        "name": tree.wording(row, "name", language),
        "parts": reading.wordings(row, language),
        "is_inside": row.code_id in tree.sensitive(tree.in_reading_order(rows)),
    }


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def version_list(request: ProjectRequest) -> HttpResponse:
    """List the versions with what changed in each."""
    versions = list(queries.versions(request.project))
    rows = queries.definitions_by_version(request.project)
    language = queries.language()
    lines = [
        {
            "version": one,
            "before": one.number - 1,
            "changes": reading.changed_entries(rows.get(one.number - 1, []), rows.get(one.number, []), language)
            if one.number > 1
            else [],
        }
        for one in versions
    ]
    return render(request, "codebook/version_list.html", {"lines": lines, "edits": _edits(request)})


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def code(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one code: its wording in each version."""
    row = get_object_or_404(queries.codes(request.project), uuid=uuid)
    eras = reading.eras(list(row.definitions.all()), queries.language())
    asked = talk.visible(talk.questions_of(request.project, row), request.user, edits=_edits(request))
    fates = row.became.select_related("version", "to_code").order_by("version__number")
    newest = eras[0].versions[0] if eras else None
    language, edits = queries.language(), _edits(request)
    names = comparing.names_of(request.project, language)
    context = {
        "code": row,
        "eras": eras,
        "fates": [
            (one, fate_sentence(one.kind, names.get(row.pk, row.slug), names.get(one.to_code_id or 0, "")))
            for one in fates
        ],
        "newest": newest,
        "examples": queries.examples(newest).get(row.pk, []) if newest else [],
        "figure": queries.figures(request.project, request.user, newest).get(row.pk) if newest else None,
        "questions": talk.as_seen_by(asked, request.user, edits=edits),
        "asks": has_permission(request.membership, Permission.CODE),
        "edits": edits,
    }
    return render(request, "codebook/code.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def codebook_new(request: ProjectRequest) -> HttpResponse:
    """Choose what the codebook begins with."""
    form = StarterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.create_codebook(project=request.project, by=request.user, **form.cleaned_data)
        return after_write(request, reverse("codebook:draft", args=[request.project.slug]))
    starters = [(name, *words) for name, words in STARTER_WORDS.items()]
    context = {"form": form, "starters": starters, "chosen": form["starter"].value()}
    return form_page(request, "codebook/codebook_new.html", context, is_valid=not form.is_bound)


def _edits(request: ProjectRequest) -> bool:
    return has_permission(request.membership, Permission.EDIT_CODEBOOK)
