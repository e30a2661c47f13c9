"""Pasting a thread: take it apart, correct it, keep it; nothing is stored before the last step, names never are."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import queries
from coding_app.sources.paste_forms import (
    MAX_ROWS,
    PasteForm,
    Thread,
    empty_rows,
    forgotten,
    read_page,
    rows_of_page,
    rows_of_paste,
    slots_of_page,
    tidied,
    with_moments,
)
from coding_app.sources.pasting import import_pasted
from corpus.importers.pasted_text import parse


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def paste_new(request: ProjectRequest) -> HttpResponse:
    """Take in a thread that was copied or is typed, show its posts to be corrected, and import them."""
    sources = queries.sources(request.project)
    if request.method == "GET":
        form = PasteForm(sources=sources, initial={"source": request.GET.get("source")})
        return _page(request, form, None)
    form = PasteForm(request.POST, sources=sources)
    act = request.POST.get("act", "read")
    if not form.is_valid():
        thread = _as_it_stands(request)
        return _page(request, form, thread if thread.rows else None, is_valid=False)
    if act in {"read", "type"}:
        return _taken_apart(request, form, types=act == "type")
    if act in {"again", "more"}:
        thread = _as_it_stands(request)
        return _page(request, form, replace(thread, rows=empty_rows(thread.rows)) if act == "more" else thread)
    return _kept(request, form)


def _taken_apart(request: ProjectRequest, form: PasteForm, *, types: bool) -> HttpResponse:
    if types:
        return _page(request, form, Thread(empty_rows([]), slots_of_page({}, [])))
    posts = parse(form.cleaned_data["thread"], form.cleaned_data["captured_on"], most=MAX_ROWS)
    if not posts:
        form.add_error("thread", _("There is no text here. Paste the thread, or type the posts one by one."))
        return _page(request, form, None, is_valid=False)
    if len(posts) > MAX_ROWS:
        sentence = _(
            "There are more than %(most)s posts here, and no more go through this page at once. Nothing was kept. "
            "Paste the thread in pieces, each with the opening post first: they grow together into one thread."
        )
        form.add_error("thread", sentence % {"most": MAX_ROWS})
        return _page(request, form, None, is_valid=False)
    return _page(request, form, Thread(rows_of_paste(posts), slots_of_page({}, [])))


def _kept(request: ProjectRequest, form: PasteForm) -> HttpResponse:
    thread = read_page(request.POST, request.FILES)
    if not thread.is_valid:
        if not thread.rows:
            form.add_error(None, _("There is no post to keep. Type the opening post and its answers."))
            thread = replace(thread, rows=empty_rows([]))
        return _page(request, form, thread, is_valid=False)
    given = form.cleaned_data
    try:
        report = import_pasted(
            source=given["source"], posts=thread.posts, shots=thread.shots, captured_on=given["captured_on"],
            capture_note=given["capture_note"], by=request.user,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        thread = replace(thread, slots=forgotten(thread.slots, request.FILES))
        return _page(request, form, thread, is_valid=False)
    if report.batch is None:
        raise AssertionError("an import has a batch")
    if report.is_repeat:
        messages.info(request, _("This thread is in the corpus already, as it stands here. Nothing was added."))
    else:
        messages.success(request, _("The thread is in the corpus. Names were replaced by aliases and kept nowhere."))
    return after_write(request, reverse("sources:batch", args=[request.project.slug, report.batch.uuid]))


def _as_it_stands(request: ProjectRequest) -> Thread:
    rows = rows_of_page(request.POST)
    return Thread(tidied(rows), forgotten(slots_of_page(request.POST, rows), request.FILES))


def _page(request: ProjectRequest, form: PasteForm, thread: Thread | None, *, is_valid: bool = True) -> HttpResponse:
    day = form.cleaned_data.get("captured_on") if form.is_bound and hasattr(form, "cleaned_data") else None
    wrong = [row for row in thread.rows if row.errors] if thread else []
    context: dict[str, Any] = {
        "form": form,
        "thread": thread,
        "rows": with_moments(thread.rows, day) if thread else [],
        "wrong": wrong,
        "wrong_slots": [slot for slot in thread.slots if slot.errors] if thread else [],
        "has_sources": form.fields["source"].queryset.exists(),  # type: ignore[attr-defined]
        "most": MAX_ROWS,
    }
    return form_page(request, "sources/paste_new.html", context, is_valid=is_valid)
