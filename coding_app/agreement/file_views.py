"""Agreement as files: the figures, the codings behind them, the scripts, and the page as plain text."""

import csv
from collections.abc import Iterable
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from coding_app.agreement import data, measure_files, paragraph, queries, tables, text
from coding_app.agreement.overlap import overlap
from coding_app.agreement.readings import answers
from coding_app.agreement.stability import both_readings
from coding_app.codebook import queries as codebook
from coding_app.coding.evidence import evidence
from coding_app.projects.permissions import Permission, ProjectRequest, project_view

FOLDER = Path(__file__).with_name("scripts")
SCRIPTS = {"python": "recompute_agreement.py", "r": "recompute_agreement.R"}


@require_GET
@project_view(Permission.VIEW_AGREEMENT)
def agreement_text(request: ProjectRequest, number: int) -> HttpResponse:
    """Send the page as plain text, to be pasted elsewhere: it holds what whoever sees the page has read there."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    run = queries.run_asked_for(row, request.GET.get("run", ""))
    if run is None:
        raise Http404
    report = queries.report(run, queries.of_the_whole())
    written = text.as_text(report, paragraph.paragraphs(report, overlap(row)))
    return HttpResponse(written, content_type="text/plain; charset=utf-8")


@require_GET
@project_view(Permission.EXPORT)
def agreement_figures(request: ProjectRequest, number: int) -> HttpResponse:
    """Download the figures of a round as CSV."""
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    run = queries.run_asked_for(row, request.GET.get("run", ""))
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
    row = get_object_or_404(queries.comparable_rounds(request.project, request.user), number=number)
    written = data.lines(row, evidence(row), codebook.dimensions(row.codebook_version))
    return csv_file(f"{request.project.slug}-round-{number}-codings.csv", written)


@require_GET
@project_view(Permission.EXPORT)
def agreement_stability_data(request: ProjectRequest, number: int) -> HttpResponse:
    """Download both readings of each unit and code that the stability of coders rests on."""
    row = get_object_or_404(queries.measurable_rounds(request.project, request.user), number=number)
    found = answers(*both_readings(row, row.origin)) if row.origin else ()
    return csv_file(f"{request.project.slug}-round-{number}-stability.csv", measure_files.lines(row, found))


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


def csv_file(name: str, written: Iterable[str]) -> HttpResponse:
    """Answer with a file of this name."""
    response = _file(name)
    response.writelines(written)
    return response


def _file(name: str) -> HttpResponse:
    return HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
