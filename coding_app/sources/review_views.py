"""The review of an import: each masked passage in its context; works by forms, and by keys where scripts run."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import queries, review_actions, review_page
from corpus.models import ImportBatch, RedactionHit

HITS_A_PAGE = 50
POSTS_A_PAGE = 30
EVERY_POST, EVERY_WORDING = "posts", "wordings"


class AddForm(forms.Form):
    """Words that the rules missed, in one post or wherever they stand."""

    post = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(label=gettext_lazy("Words to mask"), max_length=500, strip=False)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=RedactionHit.Kind.choices)
    everywhere = forms.BooleanField(required=False)


@require_http_methods(["GET", "POST"])
@project_view(Permission.ETHICS)
def batch_review(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show what an import masked, and take decisions."""
    batch = get_object_or_404(queries.batches(request.project), uuid=uuid)
    if request.method == "POST":
        return _decide(request, batch)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {"batch": batch, "kinds": review_page.kinds(batch), "kind": kind}
    context["waiting"] = sum(one.waiting for one in context["kinds"])
    context |= {"wordings": review_page.wordings(batch).count(), "mentions": review_page.mentions(batch)}
    if kind in (EVERY_POST, EVERY_WORDING):
        rows = review_page.posts(batch) if kind == EVERY_POST else review_page.wordings(batch)
        context["page"] = Paginator(rows, POSTS_A_PAGE).get_page(request.GET.get("page"))
    else:
        context |= _hits_page(request, batch, kind)
    context["addable"] = review_page.addable_kinds()
    return render(request, "sources/review.html", context)


def _hits_page(request: ProjectRequest, batch: ImportBatch, kind: str) -> dict[str, Any]:
    found = review_page.hits(batch)
    if kind:
        found = found.filter(kind=kind)
    shows_all = "all" in request.GET or batch.reviewed_at is not None
    if not shows_all:
        found = found.filter(decision="")
    page = Paginator(found, HITS_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "hits": review_page.shown(batch, page), "shows_all": shows_all}


def _decide(request: ProjectRequest, batch: ImportBatch) -> HttpResponse:
    act = request.POST.get("act", "")
    if act in ("finish", "accept_rest"):
        return _finish(request, batch, accepts_rest=act == "accept_rest")
    if act == "add":
        return _add(request, batch)
    chosen = _chosen(request, batch)
    settle = review_actions.refuse_hits if act == "refuse" else review_actions.accept_hits
    ids = [hit.pk for hit in chosen]
    settle(hits=chosen, by=request.user)
    waiting = RedactionHit.objects.filter(batch=batch, decision="").count()
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"decided": ids, "waiting": waiting})
    return _back(request, batch)


def _chosen(request: ProjectRequest, batch: ImportBatch) -> list[RedactionHit]:
    """Return the passage of a form, with those equal to it when asked, or all that wait of a kind."""
    if request.POST.get("act") == "accept_kind":
        return list(RedactionHit.objects.filter(batch=batch, kind=request.POST.get("kind", ""), decision=""))
    number = request.POST.get("hit", "")
    hit = get_object_or_404(RedactionHit, batch=batch, pk=number if number.isdecimal() else 0)
    return list(review_page.equal_to(hit)) if "same" in request.POST else [hit]


def _add(request: ProjectRequest, batch: ImportBatch) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        raise review_actions.PassageUnfit(_("Select or type the words to mask. Nothing was changed."))
    given = form.cleaned_data
    post = get_object_or_404(review_page.under_review(batch), uuid=given.pop("post"))
    count = review_actions.add_passage(batch=batch, post=post, by=request.user, **given)
    messages.success(
        request, ngettext("%(n)s passage was masked.", "%(n)s passages were masked.", count) % {"n": count}
    )
    return _back(request, batch)


def _finish(request: ProjectRequest, batch: ImportBatch, *, accepts_rest: bool) -> HttpResponse:
    review_actions.finish_review(project=request.project, batch=batch, accepts_rest=accepts_rest, by=request.user)
    messages.success(
        request, _("The import was reviewed: its posts can be drawn and coded. The masked words were destroyed.")
    )
    return after_write(request, reverse("sources:batch", args=[request.project.slug, batch.uuid]))


def _back(request: ProjectRequest, batch: ImportBatch) -> HttpResponse:
    here = reverse("sources:batch_review", args=[request.project.slug, batch.uuid])
    query = request.GET.urlencode()
    return after_write(request, f"{here}?{query}" if query else here)
