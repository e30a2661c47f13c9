"""The report of quotes: a page made for printing, and files."""

from uuid import UUID

from django.forms import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding_app.codebook import queries as codebook
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.quotes import actions, queries
from coding_app.quotes.forms import ReportForm
from coding_app.quotes.report import TEAM, Report, left_out, offered, report, warning
from coding_app.quotes.report_files import KINDS


@require_GET
@project_view(Permission.VIEW_CORPUS)
def report_page(request: ProjectRequest) -> HttpResponse:
    """Show the report of a code or theme, or ask for one."""
    form, found = _asked(request, None)
    context = {
        "form": form,
        "report": found,
        "warning": warning(found) if found else "",
        "left_out": left_out(found) if found else [],
        "offered": offered(queries.wordings(request.project), codebook.language()),
        "kinds": list(KINDS),
        "query": request.GET.urlencode(),
        "downloads": has_permission(request.membership, Permission.EXPORT),
    }
    return render(request, "quotes/report.html", context)


@require_GET
@project_view(Permission.EXPORT)
def report_file(request: ProjectRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Send the report as a file, never as a page; the journal says so."""
    _form, found = _asked(request, uuid)
    if found is None or kind not in KINDS:
        raise Http404
    actions.record_report(project=request.project, by=request.user, report=found, kind=kind)
    response = HttpResponse(KINDS[kind].write(found), content_type=KINDS[kind].media_type)
    response["Content-Disposition"] = f'attachment; filename="{request.project.slug}-quotes-{found.profile}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _asked(request: ProjectRequest, code: UUID | None) -> tuple[ReportForm, Report | None]:
    """Return the form of the address and the report it asks for; 404 for what is not there."""
    form = ReportForm(request.GET, quotes=request.GET.getlist("quote"))
    if not form.is_valid():
        raise Http404
    code = code or form.cleaned_data["code"]
    if code is None:
        return form, None
    try:
        passages = form.passages()
    except ValidationError as error:
        raise Http404 from error
    found = report(request.project, request.user, code, form.cleaned_data["profile"] or TEAM, passages)
    if found is None:
        raise Http404
    return form, found
