"""Who sees the codings of a round: the rule of blindness, in its one place.

========  ====================================  =========================
round     blind                                 never blind
========  ====================================  =========================
draft     nobody                                nobody
open      everybody their own                   every member
closed    those who may review, for figures     every member
revealed  every member                          every member
settled   every member                          every member
========  ====================================  =========================

One's own codings are always one's own to see. An exploration is its maker's for good, whatever its state.
"""

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict
from coding_app.projects.models import Membership, Project
from coding_app.projects.permissions import PERMISSIONS, Permission
from coding_app.sampling.models import Round

State = Round.State
REVEALED = (State.REVEALED, State.SETTLED)
REVIEWERS = tuple(role for role, permissions in PERMISSIONS.items() if Permission.REVIEW in permissions)


class RoundIsNotRevealed(Conflict):
    """Refuse what rests on the codings of colleagues before these are revealed."""

    def __init__(self) -> None:
        super().__init__(
            _("The codings of this round are not revealed yet: those who review look at them first. Nothing is lost.")
        )


def shown_to_all(prefix: str = "") -> Q:
    """Say which rounds show the codings of all their coders to every member; `prefix` leads to the round."""
    revealed = Q(**{f"{prefix}state__in": REVEALED})
    never_blind = Q(**{f"{prefix}is_blind": False}) & ~Q(**{f"{prefix}state": State.DRAFT})
    return (revealed | never_blind) & ~Q(**{f"{prefix}kind": Round.Kind.EXPLORATION})


def shown_to(by: User, project: Project, prefix: str = "") -> Q:
    """Say which rounds of a project show the codings of all their coders to a person."""
    closed = Q(**{f"{prefix}state": State.CLOSED}) & ~Q(**{f"{prefix}kind": Round.Kind.EXPLORATION})
    return shown_to_all(prefix) | (closed & Q(Exists(_reviewing(by, project))))


def is_shown_to_all(round: Round) -> bool:
    """Say whether every member sees the codings of a round."""
    if round.kind == Round.Kind.EXPLORATION:
        return False
    return round.state in REVEALED or (not round.is_blind and round.state != State.DRAFT)


def is_shown_to(by: User, round: Round) -> bool:
    """Say whether a person sees the codings of all coders of a round."""
    if is_shown_to_all(round):
        return True
    if round.kind == Round.Kind.EXPLORATION or round.state != State.CLOSED:
        return False
    return _reviewing(by, round.project_id).exists()


def _reviewing(by: User, project: Project | int) -> QuerySet[Membership]:
    """Return the live membership by which a person may review; not correlated, so that it is asked once a statement."""
    return Membership.objects.filter(project=project, user=by, ended_at__isnull=True, role__in=REVIEWERS)
