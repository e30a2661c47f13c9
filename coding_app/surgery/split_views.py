"""After a split: a coder settles their own codings on the split code, one after the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding_app.codebook.models import Code
from coding_app.coding.models import Coding
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.surgery import answering, splits, worklist
from coding_app.surgery.forms import AnswerForm


@require_GET
@project_view(Permission.CODE)
def work_list(request: ProjectRequest) -> HttpResponse:
    """Show which of the coder's codings wait for an answer, by round and split code."""
    found = worklist.items(request.project, request.user)
    return render(request, "surgery/worklist.html", {"groups": worklist.groups(found)})


@require_GET
@project_view(Permission.CODE)
def split_answer(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one coding in its thread with the parts of its code to choose from."""
    return _page(request, uuid)


def _page(request: ProjectRequest, uuid: UUID, form: AnswerForm | None = None) -> HttpResponse:
    coding, found = _mine(request, uuid)
    items = worklist.beside(worklist.items(request.project, request.user), uuid)
    place = next((at for at, one in enumerate(items) if one.uuid == uuid), None)
    context: dict[str, Any] = {
        "page": worklist.page(coding, found, is_whole=request.GET.get("all") == "1"),
        "form": form,
        "done": sum(one.is_answered for one in items),
        "total": len(items),
        "previous": items[place - 1].uuid if place else None,
        "next": items[place + 1].uuid if place is not None and place + 1 < len(items) else None,
        "can_undo": splits.last_answered(request.project, request.user) is not None,
        "has_keys": request.user.has_single_key_shortcuts,
    }
    return form_page(request, "surgery/split_answer.html", context, is_valid=form is None)


@require_POST
@project_view(Permission.CODE)
def split_answer_save(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Keep the answer, then show the next coding that waits."""
    coding, found = _mine(request, uuid)
    offered = found.parts.get((coding.version_id, coding.code_id), ())
    codes = {str(code.uuid): code for code in Code.objects.filter(pk__in=offered)}
    form = AnswerForm(request.POST, parts=list(codes))
    if not form.is_valid():
        return _page(request, uuid, form)
    parts = [codes[one] for one in form.cleaned_data["parts"]]
    answering.answer_split(coding=coding, parts=parts, by=request.user)
    following = worklist.following(worklist.beside(worklist.items(request.project, request.user), uuid), uuid)
    if following is None:
        messages.success(request, _("All of them are answered. Thank you."))
        return after_write(request, reverse("surgery:worklist", args=[request.project.slug]))
    return after_write(request, _url(request, following))


@require_POST
@project_view(Permission.CODE)
def split_answer_undo(request: ProjectRequest) -> HttpResponse:
    """Take the coder's last answer back and show its coding again."""
    last = splits.last_answered(request.project, request.user)
    if last is None:
        messages.info(request, _("There is nothing to undo."))
        return after_write(request, reverse("surgery:worklist", args=[request.project.slug]))
    coding = answering.take_back_answer(answer=last, by=request.user)
    messages.success(request, _("Your last answer is taken back."))
    return after_write(request, _url(request, coding.uuid))


def _mine(request: ProjectRequest, uuid: UUID) -> tuple[Coding, splits.Splits]:
    """Return one's own coding that a split concerns, or 404."""
    found = splits.splits(request.project)
    if found is None:
        raise Http404
    rows = splits.concerned(request.project, request.user, found).select_related(
        "assignment__round__project", "assignment__unit__thread__source", "assignment__unit__post", "code"
    )
    return get_object_or_404(rows, uuid=uuid), found


def _url(request: ProjectRequest, uuid: UUID) -> str:
    return reverse("surgery:split_answer", args=[request.project.slug, uuid])
