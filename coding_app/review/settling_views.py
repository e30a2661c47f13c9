"""The page on which a round is settled: how many units are in dispute, and the act."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coding_app.agreement.queries import comparable_rounds
from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.review.queries import units_in_dispute
from coding_app.review.settling import DisputesAreLeft, settle_round


class SettleRoundForm(forms.Form):
    """How many units stay unresolved: written by hand, so that nobody settles them unawares."""

    unresolved = forms.IntegerField(
        label=gettext_lazy("Units that stay unresolved"),
        min_value=0,
        help_text=gettext_lazy("Write the number of units in dispute to settle the round all the same."),
    )


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_settle(request: ProjectRequest, number: int) -> HttpResponse:
    """Say on how many units coders still differ, and settle the round."""
    row = get_object_or_404(comparable_rounds(request.project, request.user), number=number)
    left = units_in_dispute(row)
    form = SettleRoundForm(request.POST or None, initial={} if left else {"unresolved": 0})
    if not left:
        form.fields["unresolved"].widget = forms.HiddenInput()
    if request.method == "POST" and form.is_valid():
        try:
            settle_round(round=row, unresolved=form.cleaned_data["unresolved"], by=request.user)
        except DisputesAreLeft as refusal:
            form.add_error("unresolved", str(refusal.sentence))
        else:
            messages.success(request, _("The round is settled. Its consensus stands."))
            return after_write(request, reverse("sampling:round", args=[request.project.slug, row.number]))
    context = {"round": row, "left": left, "form": form}
    return form_page(request, "review/round_settle.html", context, is_valid=not form.is_bound)
