"""Agreement: the figures of a round, the units behind each, and both as files."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.agreement import actions, behind, data, paragraph, queries, tables, words
from coding_app.agreement.forms import ComputeForm
from coding_app.agreement.models import AgreementRun
from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import CodeEntry, Dimension
from coding_app.coding.evidence import evidence
from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.sampling.models import Round

UNITS_A_PAGE = 25
FOLDER = Path(__file__).with_name("scripts")
SCRIPTS = {"python": "recompute_agreement.py", "r": "recompute_agreement.R"}


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement(request: ProjectRequest) -> HttpResponse:
    """Show how far the coders of a round agree, or say when there will be figures."""
    row = queries.round_asked_for(request.project, request.GET.get("round", ""))
    context: dict[str, Any] = {"round": row, "rounds": queries.rounds(request.project)}
    if row is None or not queries.is_comparable(row):
        return render(request, "agreement/agreement.html", context)
    run = queries.latest_run(row)
    may_compute = has_permission(request.membership, Permission.REVIEW)
    report = queries.report(run) if run else None
    context |= {
        "is_comparable": True,
        "report": report,
        "headline": words.headline(report.counts) if report else "",
        "paragraphs": paragraph.paragraphs(report) if report else {},
        "is_current": run is not None and _is_current(row, run),
        "job": queries.pending_job(row) if may_compute else None,
        "compute_url": reverse("agreement:agreement_compute", args=[request.project.slug]) if may_compute else "",
        "has_files": has_permission(request.membership, Permission.EXPORT),
    }
    return render(request, "agreement/agreement.html", context)


def _is_current(round: Round, run: AgreementRun) -> bool:
    """Say whether the data are still those of the run; a closed round does not change any more."""
    if round.is_over:
        return True
    written = data.lines(round, evidence(round), codebook.dimensions(round.codebook_version))
    return data.sha256(written) == run.data_sha256


@require_POST
@project_view(Permission.REVIEW)
def agreement_compute(request: ProjectRequest) -> HttpResponse:
    """Compute the figures of a round: at once when it is quick, else by a worker."""
    form = ComputeForm(request.POST)
    if not form.is_valid():
        raise Http404
    row = get_object_or_404(queries.rounds(request.project), number=form.cleaned_data["round"])
    if queries.is_quick(row) or not queries.is_comparable(row):
        actions.compute_agreement(round=row, by=request.user)
    else:
        actions.start_agreement(round=row, by=request.user)
        messages.info(request, _("A worker is computing the figures. You may leave this page."))
    return after_write(request, f"{reverse('agreement:agreement', args=[request.project.slug])}?round={row.number}")


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_code(request: ProjectRequest, number: int, code: UUID) -> HttpResponse:
    """Show the units behind the figures of a code, or of a dimension, with the answer of each coder."""
    row = get_object_or_404(queries.comparable_rounds(request.project), number=number)
    dimension, entry = _entry(row, code)
    found = behind.comparisons(evidence(row), dimension, entry)
    differing = [each for each in found if each.differs]
    is_filtered = request.GET.get("show") == "differences"
    page = Paginator(differing if is_filtered else found, UNITS_A_PAGE).get_page(request.GET.get("page"))
    columns = behind.coders(found)
    run = queries.latest_run(row)
    context = {
        "round": row,
        "dimension": dimension,
        "entry": entry,
        "line": _line(queries.report(run), dimension, entry) if run else None,
        "columns": columns,
        "page": page,
        "rows": behind.shown(list(page.object_list), columns, dimension),
        "units": len(found),
        "differences": len(differing),
        "is_filtered": is_filtered,
        "may_review": has_permission(request.membership, Permission.REVIEW),
    }
    return render(request, "agreement/agreement_code.html", context)


def _entry(round: Round, code: UUID) -> tuple[Dimension, CodeEntry | None]:
    """Find a code, or a dimension as a whole, in the version of a round. Raise Http404 for anything else."""
    for dimension in codebook.dimensions(round.codebook_version):
        if dimension.uuid == code:
            return dimension, None
        for entry in dimension.codes:
            if entry.uuid == code:
                return dimension, entry
    raise Http404


def _line(report: queries.Report, dimension: Dimension, entry: CodeEntry | None) -> queries.Line | None:
    wanted = entry.id if entry else dimension.id
    lines = [line for group in report.groups for line in (group.whole, *group.codes)]
    return next((line for line in lines if line.entry.id == wanted), None)


@require_GET
@project_view(Permission.EXPORT)
def agreement_figures(request: ProjectRequest, number: int) -> HttpResponse:
    """Download the figures of a round as CSV."""
    row = get_object_or_404(queries.comparable_rounds(request.project), number=number)
    run = queries.latest_run(row)
    if run is None:
        raise Http404
    response = _file(f"{request.project.slug}-round-{number}-agreement.csv")
    rows = list(tables.rows(queries.report(run)))
    writer = csv.DictWriter(response, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return response


@require_GET
@project_view(Permission.EXPORT)
def agreement_data(request: ProjectRequest, number: int) -> HttpResponse:
    """Download the codings behind the figures as CSV: the file whose digest the page shows."""
    row = get_object_or_404(queries.comparable_rounds(request.project), number=number)
    written: Iterator[str] = data.lines(row, evidence(row), codebook.dimensions(row.codebook_version))
    response = _file(f"{request.project.slug}-round-{number}-codings.csv")
    response.writelines(written)
    return response


@require_GET
@project_view(Permission.EXPORT)
def agreement_script(request: ProjectRequest, language: str) -> HttpResponse:
    """Download the script that computes the figures again from the two files, in Python or in R."""
    name = SCRIPTS.get(language)
    if name is None:
        raise Http404
    response = _file(name)
    response["Content-Type"] = "text/plain; charset=utf-8"
    response.write((FOLDER / name).read_text(encoding="utf-8"))
    return response


def _file(name: str) -> HttpResponse:
    return HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
