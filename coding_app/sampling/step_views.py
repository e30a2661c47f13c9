"""The steps taken on the page of a round: open or withdraw, close, reveal. It is settled where disputes are counted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coding_app.core.http import after_write
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sampling import queries, steps
from coding_app.sampling.models import Round


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_open(request: ProjectRequest, number: int) -> HttpResponse:
    """Open a round for its coders."""
    row = steps.open_round(round=_round(request, number), by=request.user)
    messages.success(request, _("The round is open. Its coders find it under “Code”."))
    return _back(request, row)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_withdraw(request: ProjectRequest, number: int) -> HttpResponse:
    """Withdraw a draft that nobody has begun."""
    row = steps.withdraw_round(round=_round(request, number), by=request.user)
    words = _(
        "Round %(n)s is withdrawn: nobody codes it. The journal keeps that it was drawn; its number is not used again."
    )
    messages.success(request, words % {"n": row.number})
    return after_write(request, reverse("sampling:round_list", args=[request.project.slug]))


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_close(request: ProjectRequest, number: int) -> HttpResponse:
    """Close a round for good; say what was not submitted."""
    row = steps.close_round(round=_round(request, number), by=request.user)
    left = queries.to_do().filter(round=row).count()
    words = ngettext(
        "The round is closed. %(n)s unit was not submitted: it enters no figure.",
        "The round is closed. %(n)s units were not submitted: they enter no figure.",
        left,
    )
    messages.success(request, words % {"n": left} if left else _("The round is closed. Every unit was done."))
    return _back(request, row)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_reveal(request: ProjectRequest, number: int) -> HttpResponse:
    """Show the codings of a closed round to every member."""
    row = steps.reveal_round(round=_round(request, number), by=request.user)
    messages.success(request, _("The round is revealed. Every member sees its codings and how far they agree."))
    return _back(request, row)


def _round(request: ProjectRequest, number: int) -> Round:
    return get_object_or_404(queries.study_rounds(request.project), number=number)


def _back(request: ProjectRequest, round: Round) -> HttpResponse:
    return after_write(request, reverse("sampling:round", args=[request.project.slug, round.number]))
