"""The steps of a round, each an act with a name and a time, never back: open (or withdraw), close, reveal, settle."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict
from coding_app.core.events import record
from coding_app.sampling.models import Round
from coding_app.sampling.queries import to_do

__all__ = ["RoundHasMoved", "close_round", "open_round", "reveal_round", "settle_round", "withdraw_round"]

State = Round.State


class RoundHasMoved(Conflict):
    """Refuse a step that does not follow the one the round stands at."""


_OUT_OF_TURN = {
    State.OPEN: _("This round is already open or closed. Nothing was changed. Reload the page."),
    State.CLOSED: _("Only an open round can be closed. Nothing was changed. Reload the page."),
    State.REVEALED: _("Only a closed round can be revealed, and once. Nothing was changed. Reload the page."),
    State.SETTLED: _("Only a revealed round can be settled, and once. Nothing was changed. Reload the page."),
}
_TAKEN = {State.OPEN: "opened", State.CLOSED: "closed", State.REVEALED: "revealed", State.SETTLED: "settled"}


@transaction.atomic
def open_round(*, round: Round, by: User) -> Round:
    """Open a round: from now on coders code it and its terms are fixed."""
    row = _stepped(round, State.OPEN, by)
    record("round_opened", by=by, project=row.project, about=row)
    return row


@transaction.atomic
def withdraw_round(*, round: Round, by: User) -> Round:
    """Withdraw a draft: it leaves the rounds of the study, its number is not given again, its sample is kept."""
    row = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    if row.state != State.DRAFT or row.withdrawn_at:
        raise RoundHasMoved(_("Only a draft can be withdrawn, and once. Nothing was changed. Reload the page."))
    row.withdrawn_at, row.withdrawn_by = timezone.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("round_withdrawn", by=by, project=row.project, about=row)
    return row


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """Close a round: nobody codes any more; codings of units that were not submitted stay, and enter no figure.

    Those who review see the codings from now on; coders see those of others once they are revealed.
    """
    # A coder's act holds its assignment: wait for those under way, so that none is submitted after the closing.
    list(round.assignments.select_for_update().order_by("pk").values_list("pk", flat=True))
    row = _stepped(round, State.CLOSED, by)
    left = to_do().filter(round=row).count()
    if row.kind == Round.Kind.EXPLORATION:
        record("exploration_closed", by=by, project=row.project, about=row, not_submitted=left)
    else:
        record("round_closed", by=by, project=row.project, about=row, not_submitted=left)
    return row


@transaction.atomic
def reveal_round(*, round: Round, by: User) -> Round:
    """Reveal a round: every member, its coders included, sees the codings of all and how far they agree."""
    row = _stepped(round, State.REVEALED, by)
    record("round_revealed", by=by, project=row.project, about=row)
    return row


@transaction.atomic
def settle_round(*, round: Round, unresolved: int, by: User) -> Round:
    """Settle a round: its consensus stands. `unresolved` units stay in dispute, as review counted them and said.

    The caller holds the lock of the round while counting; see `review.settling`.
    """
    row = _stepped(round, State.SETTLED, by)
    record("round_settled", by=by, project=row.project, about=row, unresolved=unresolved)
    return row


def _stepped(round: Round, to: State, by: User) -> Round:
    """Take one step: whoever takes it at the same moment waits, and is refused."""
    row = Round.objects.select_for_update(of=("self",)).select_related("project").get(pk=round.pk)
    order = list(State)
    if order.index(to) - order.index(State(row.state)) != 1 or row.withdrawn_at:
        raise RoundHasMoved(_OUT_OF_TURN[to])
    step = _TAKEN[to]
    taken: dict[str, Any] = {"state": to, f"{step}_at": timezone.now(), f"{step}_by": by}
    for name, value in taken.items():
        setattr(row, name, value)
    row.save(update_fields=list(taken))
    return row
