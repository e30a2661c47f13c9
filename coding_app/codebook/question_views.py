"""Questions on codes: the list, asking, answering."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coding_app.codebook import asking, passages, picking, queries, talk
from coding_app.codebook.comparing import names_of
from coding_app.codebook.models import Code, CodeQuestion
from coding_app.codebook.talk_forms import LONGEST_NAME, AnswerForm, QuestionForm
from coding_app.core.errors import Refusal
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from corpus.models import Post

QUESTIONS_A_PAGE = 50


@require_GET
@project_view(Permission.VIEW_CODEBOOK)
def question_list(request: ProjectRequest) -> HttpResponse:
    """List the questions on codes: those that wait first, then the answered ones."""
    edits = _edits(request)
    visible = talk.visible(talk.questions(request.project), request.user, edits=edits)
    page = Paginator(visible, QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    rows = talk.as_seen_by(page.object_list, request.user, edits=edits)
    context = {
        "page": page,
        "waiting": [one for one in rows if one.row.answered_at is None],
        "answered": [one for one in rows if one.row.answered_at is not None],
        "edits": edits,
        "names": names_of(request.project, queries.language()),
    }
    return render(request, "codebook/question_list.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.CODE)
def question_new(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Ask about a code, or propose one; an address may bring the post, or the passage, it is about."""
    code = get_object_or_404(Code, uuid=uuid, codebook__project=request.project)
    initial = {name: request.GET[name] for name in ("kind", "post", "start", "end") if name in request.GET}
    form = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        start, end = form.offsets
        post = _post(request, form.cleaned_data["post"])
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        asking.ask(
            project=request.project, code=code, text=text, kind=kind, post=post, start=start, end=end, by=request.user
        )
        messages.success(request, _("Your question is kept. Whoever edits the codebook sees it."))
        return after_write(request, reverse("codebook:question_list", args=[request.project.slug]))
    context = {"form": form, "code": code, "quote": _quote(request, form)}
    context["name"] = names_of(request.project, queries.language()).get(code.pk, code.slug)
    return form_page(request, "codebook/question_new.html", context, is_valid=not form.is_bound)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def question(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Answer a question: alone, into the definition, with no; or make a proposal a code."""
    row = get_object_or_404(talk.questions(request.project), uuid=uuid)
    form = AnswerForm(request.POST or None, initial={"language": queries.language(), "name": _name(row)})
    if request.method == "POST" and form.is_valid():
        return after_write(request, _answer(request, row, form.cleaned_data))
    asked = talk.as_seen_by(talk.questions(request.project).filter(pk=row.pk), request.user, edits=True)
    names = names_of(request.project, queries.language())
    context = {
        "asked": asked[0],
        "asked_rows": asked,
        "form": form,
        "names": names,
        "draft": queries.draft(request.project),
    }
    return form_page(request, "codebook/question.html", context, is_valid=not form.is_bound)


def _name(row: CodeQuestion) -> str:
    """Return the name a proposal suggests: its first line; none when it was made from a post, whose words that is."""
    return "" if row.post_id else row.text.strip().partition("\n")[0][:LONGEST_NAME]


def _answer(request: ProjectRequest, row: CodeQuestion, wanted: dict[str, Any]) -> str:
    """Do what was chosen; return where to go on."""
    act, text, by = wanted["act"], wanted["text"], request.user
    language = wanted["language"] or queries.language()
    if act in {"answer", "decline"}:
        (asking.answer if act == "answer" else asking.decline)(question=row, text=text, by=by)
        messages.success(request, _("The answer is kept."))
        return reverse("codebook:question_list", args=[request.project.slug])
    if act == "take":
        place = wanted["place"] or "use_when"
        _row, entry = asking.take_into_definition(question=row, text=text, place=place, language=language, by=by)
        messages.success(request, _("The answer is part of the draft now. Publish it when it is ready."))
    else:
        _row, entry = asking.make_code(question=row, name=wanted["name"], language=language, by=by)
        messages.success(request, _("The code is in the draft. Complete its wording."))
    return reverse("codebook:definition_edit", args=[request.project.slug, entry.code.uuid]) + "#entry"


def _post(request: ProjectRequest, uuid: UUID | None) -> Post | None:
    posts = Post.objects.select_related("source", "batch")
    return get_object_or_404(posts, uuid=uuid, source__corpus=request.project.corpus) if uuid else None


def _quote(request: ProjectRequest, form: QuestionForm) -> str:
    """Return the words that the address points at, or nothing when it points nowhere."""
    probe = QuestionForm({name: form[name].value() or "" for name in ("post", "start", "end")})
    probe.full_clean()
    post = _post(request, probe.cleaned_data.get("post"))
    start, end = probe.offsets
    if post is None:
        return ""
    try:
        picking.require_passage(request.project, post, start, end)
    except Refusal:
        return ""
    return passages.words_of(CodeQuestion(post=post, start=start, end=end))


def _edits(request: ProjectRequest) -> bool:
    return has_permission(request.membership, Permission.EDIT_CODEBOOK)
