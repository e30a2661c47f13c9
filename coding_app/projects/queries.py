"""Reads about projects and their teams."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.core.models import Event, Job
from coding_app.core.tokens import digest
from coding_app.projects.models import Invitation, Membership, Project


def projects_of(user: User) -> QuerySet[Membership]:
    """Return the live memberships of a user with their projects, by name."""
    return (
        Membership.objects.select_related("project").filter(user=user, ended_at__isnull=True).order_by("project__name")
    )


def units_waiting(user: User) -> dict[int, int]:
    """Count by project the units of open rounds that lie with a person to code; an exploration waits for nobody."""
    lies = {f"{name}__isnull": True for name in ("submitted_at", "skipped_at", "released_at")}
    rows = user.assignments.filter(round__state="open", **lies).exclude(round__kind="exploration").order_by()
    return dict(rows.values("round__project").annotate(n=Count("pk")).values_list("round__project", "n"))


def members(project: Project) -> QuerySet[Membership]:
    """Return the live members with the number of units each has submitted."""
    return (
        Membership.objects.select_related("user")
        .filter(project=project, ended_at__isnull=True)
        .annotate(
            submitted=Count(
                "user__assignments",
                filter=Q(user__assignments__round__project=project, user__assignments__submitted_at__isnull=False)
                & ~Q(user__assignments__round__kind="exploration"),
            )
        )
        .order_by("created_at", "id")
    )


def colleagues(project: Project, by: User) -> list[User]:
    """Return the other live members, who may be named in a note of this person, by name."""
    rows = Membership.objects.filter(project=project, ended_at__isnull=True).exclude(user=by)
    return [row.user for row in rows.select_related("user").order_by("user__display_name", "pk")]


def open_invitations(project: Project) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(
        project=project, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    ).order_by("-id")


def invitation_for(token: str) -> Invitation | None:
    """Return the open invitation that a token leads to, or None."""
    return (
        Invitation.objects.select_related("project", "created_by")
        .filter(
            token_sha256=digest(token),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .first()
    )


def jobs(project: Project) -> QuerySet[Job]:
    """Return the background jobs of a project, newest first."""
    return Job.objects.select_related("created_by").filter(project=project).order_by("-id")


def journal(project: Project) -> QuerySet[Event]:
    """Return the journal of a project, newest first."""
    return Event.objects.select_related("by").filter(project=project).order_by("-id")


@dataclass(frozen=True)
class Beginnings:
    """The four first steps of an empty project, and which are done."""

    has_posts: bool
    has_codebook: bool
    has_team: bool
    has_round: bool

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is left to begin."""
        return self.has_posts and self.has_codebook and self.has_team and self.has_round


def beginnings(project: Project) -> Beginnings:
    """Return which of the first steps are done."""
    return Beginnings(
        has_posts=project.corpus.sources.filter(posts__isnull=False).exists(),
        has_codebook=Project.objects.filter(pk=project.pk, codebook__versions__state="published").exists(),
        has_team=project.memberships.filter(ended_at__isnull=True).count() > 1,
        has_round=project.rounds.exclude(kind="exploration").exists(),
    )
