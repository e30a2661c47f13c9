"""Settle a round: its consensus stands, and whoever settles it knows on how many units coders still differ."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict
from coding_app.review.queries import units_in_dispute
from coding_app.sampling import steps
from coding_app.sampling.models import Round

__all__ = ["DisputesAreLeft", "settle_round"]


class DisputesAreLeft(Conflict):
    """Refuse to settle a round in ignorance of what stays in dispute."""


@transaction.atomic
def settle_round(*, round: Round, unresolved: int, by: User) -> Round:
    """Settle a revealed round; `unresolved` is the number of units on which coders differ and nothing was decided.

    Raise DisputesAreLeft when it is another number, RoundHasMoved when the round is not revealed.
    """
    # A decision holds the round too: those under way are waited for, and counted.
    row = Round.objects.select_for_update(of=("self",)).select_related("codebook_version", "project").get(pk=round.pk)
    left = units_in_dispute(row) if row.state == Round.State.REVEALED else 0
    if row.state == Round.State.REVEALED and left != unresolved:
        raise DisputesAreLeft(
            _("Coders differ on %(left)s units, not on %(said)s. Nothing was settled: look again, or say that number.")
            % {"left": left, "said": unresolved}
        )
    return steps.settle_round(round=row, unresolved=left, by=by)
