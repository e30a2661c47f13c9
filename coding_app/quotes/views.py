"""The page of a code: its definition, its quotes, what stands beside it, where coders differ; pins."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.codebook import queries as codebook
from coding_app.codebook import reading, tree
from coding_app.codebook.models import Code, CodeDefinition, CodeLineage
from coding_app.codebook.sentences import fate_sentence
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.quotes import actions, code_page, queries, shown
from coding_app.quotes.forms import FilterForm, PinForm
from coding_app.quotes.models import PinnedQuote
from coding_app.quotes.queries import Key

KEY_PARTS = 3


@require_GET
@project_view(Permission.VIEW_CORPUS)
def code(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one code: definition, versions, quotes with filters, pins, codes beside it, differences."""
    row = get_object_or_404(codebook.codes(request.project), uuid=uuid)
    language = codebook.language()
    eras = reading.eras(list(row.definitions.all()), language)
    wordings = {one.code_id: one for one in queries.wordings(request.project)}
    context = {
        "code": row,
        "definition": wordings.get(row.pk),
        "eras": eras,
        "fates": _fates(row, wordings, language),
        "examples": codebook.examples(eras[0].versions[0]).get(row.pk, []) if eras else [],
        "may_pin": has_permission(request.membership, Permission.CODE),
        "may_review": has_permission(request.membership, Permission.REVIEW),
    }
    kind = wordings[row.pk].kind if row.pk in wordings else CodeDefinition.Kind.CODE
    if kind in {CodeDefinition.Kind.DIMENSION, CodeDefinition.Kind.GROUP}:
        names = [(one, tree.wording(one, "name", language)) for one in wordings.values() if one.parent_id == row.pk]
        return render(request, "quotes/holder.html", context | {"below": names})
    return render(request, "quotes/code.html", context | _of_quotes(request, row, wordings))


def _fates(code: Code, wordings: dict[int, CodeDefinition], language: str) -> list[tuple[CodeLineage, str]]:
    """Return what became of a code in which version, in words."""
    names = {code_id: tree.wording(one, "name", language) for code_id, one in wordings.items()}
    own = names.get(code.pk, code.slug)
    rows = code.became.select_related("version").order_by("version__number", "pk")
    return [(one, fate_sentence(one.kind, own, names.get(one.to_code_id or 0, ""))) for one in rows]


def _of_quotes(request: ProjectRequest, code: Code, wordings: dict[int, CodeDefinition]) -> dict[str, Any]:
    """Return the quotes and figures of a code as this person may see them."""
    project, by = request.project, request.user
    filters = FilterForm(request.GET).filters()
    codings = queries.seen(project, code, by)
    counts = queries.counts(codings)
    wanted = queries.seen(project, code, by, filters) if filters else codings
    page = queries.page(wanted, **_edges(request.GET))
    pins = list(queries.pins([code.pk]))
    choices = code_page.choices(project, counts, filters)
    neighbors = code_page.neighbors(project, code, by, counts.total, wordings) if counts.total.units else []
    differing, differences = code_page.differences(project, code, by)
    beside = next((one for one in wordings.values() if one.code.uuid == filters.with_code), None)
    extra = {
        "with_code": tree.wording(beside, "name", codebook.language()) if beside else "",
        "differ": _("coders differ") if filters.differ else "",
    }
    return {
        "filters": filters,
        "state": code_page.state(filters),
        "counts": counts,
        "found": queries.counts(wanted).total if filters else counts.total,
        "page": page,
        "lines": code_page.lines(shown.quotes(project, page.quotes), pins),
        "choices": choices,
        "chips": code_page.chips(filters, choices, extra),
        "slots": code_page.slots(project, pins),
        "neighbors": neighbors,
        "differing": differing,
        "differences": differences,
        "agreement": code_page.agreement(project, code, by),
    }


def _edges(asked: QueryDict) -> dict[str, Key | None]:
    """Read where the page begins or ends; nonsense is passed over."""
    return {name: _key(asked.get(name, "")) for name in ("after", "before")}


def _key(text: str) -> Key | None:
    parts = text.split("_")
    is_plain = len(parts) == KEY_PARTS and all(part.lstrip("-").isdecimal() and len(part) < 12 for part in parts)
    return Key(*map(int, parts)) if is_plain else None


@require_POST
@project_view(Permission.CODE)
def pin_create(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Pin a quote for its profession."""
    row = get_object_or_404(Code, uuid=uuid, codebook__project=request.project)
    form = PinForm(request.POST)
    if not form.is_valid():
        raise actions.NotAQuote(_("There is no such quote. Nothing was pinned. Pin one of the list."))
    post, start, end = form.cleaned_data["quote"]
    actions.pin(project=request.project, code=row, post=post, start=start, end=end, by=request.user)
    messages.success(request, _("The quote is pinned."))
    return after_write(request, _url(request, row))


@require_POST
@project_view(Permission.CODE)
def pin_end(request: ProjectRequest, uuid: UUID, pin: UUID) -> HttpResponse:
    """End a pin."""
    row = get_object_or_404(Code, uuid=uuid, codebook__project=request.project)
    actions.unpin(project=request.project, pin=get_object_or_404(PinnedQuote, uuid=pin, code=row), by=request.user)
    messages.success(request, _("The quote is not pinned any more."))
    return after_write(request, _url(request, row))


def _url(request: ProjectRequest, code: Code) -> str:
    return reverse("quotes:code", args=[request.project.slug, code.uuid]) + "#pinned"
