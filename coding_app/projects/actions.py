"""Writes about projects and their teams."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, Invalid, NotAllowed
from coding_app.core.events import record
from coding_app.core.tokens import digest, new_token
from coding_app.projects.models import Invitation, Membership, Project, Role
from corpus.models import Corpus

INVITATION_LIFETIME = timedelta(days=7)


class ProjectNeedsAnOwner(Conflict):
    """Refuse to take the last owner away."""


class AlreadyAMember(Conflict):
    """Refuse a second role in the same project."""


class InvitationIsSpent(Invalid):
    """Refuse an invitation that was used, withdrawn or is too old."""


class NameIsTaken(Conflict):
    """Refuse a second project with the same address."""


@transaction.atomic
def create_project(*, name: str, by: User, description: str = "", slug: str = "") -> Project:
    """Make a project with an empty corpus; the maker is its owner."""
    address = slug or slugify(name)[:60]
    if not address:
        raise Invalid(_("The name needs a letter or a digit. Nothing was made. Choose another name."))
    try:
        with transaction.atomic():
            corpus = Corpus.objects.create(name=name)
            project = Project.objects.create(
                slug=address, name=name, description=description, corpus=corpus, created_by=by
            )
    except IntegrityError as error:
        raise NameIsTaken(_("A project with this name exists. Nothing was made. Choose another name.")) from error
    Membership.objects.create(project=project, user=by, role=Role.OWNER)
    record("project_created", by=by, project=project, about=project)
    return project


@transaction.atomic
def edit_project(*, project: Project, name: str, description: str, records_time: bool, by: User) -> Project:
    """Change what a project is called and keeps; its address stays."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    row.name, row.description, row.records_time = name, description, records_time
    row.save(update_fields=["name", "description", "records_time"])
    record("project_changed", by=by, project=row, about=row, records_time=records_time)
    return row


@transaction.atomic
def add_member(*, project: Project, user: User, role: str, by: User) -> Membership:
    """Give a user a role in the project."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(project=project, user=user, role=role)
    except IntegrityError as error:
        raise AlreadyAMember(_("This person is already a member. Their role was kept. Change it below.")) from error
    record("member_added", by=by, project=project, about=membership, role=role)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Give a member another role; only an owner makes or unmakes owners."""
    _only_owners_touch_owners(membership, role, by)
    membership.role = role
    membership.save(update_fields=["role"])
    _require_owner(membership.project)
    record("member_changed", by=by, project=membership.project, about=membership, role=role)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> Membership:
    """End a membership; what the person coded stays."""
    _only_owners_touch_owners(membership, membership.role, by)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    _require_owner(membership.project)
    record("member_removed", by=by, project=membership.project, about=membership)
    return membership


@transaction.atomic
def invite(*, project: Project, email: str, role: str, by: User) -> tuple[Invitation, str]:
    """Make an invitation; return it with its token, which is shown once."""
    if role == Role.OWNER and not _is_owner(project, by):
        raise NotAllowed(_("Only an owner invites an owner. Nothing was sent. Choose another role."))
    token = new_token()
    invitation = Invitation.objects.create(
        project=project,
        email=email.lower(),
        role=role,
        token_sha256=digest(token),
        created_by=by,
        expires_at=timezone.now() + INVITATION_LIFETIME,
    )
    record("invitation_created", by=by, project=project, about=invitation, role=role)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Make an invitation useless."""
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record("invitation_withdrawn", by=by, project=invitation.project, about=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Membership:
    """Spend an invitation: the user becomes a member in its role."""
    invitation = (
        Invitation.objects.select_for_update()
        .select_related("project")
        .filter(
            token_sha256=digest(token),
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .first()
    )
    if invitation is None:
        raise InvitationIsSpent(
            _("This invitation was already used, was withdrawn or is too old. Nobody was added. Ask for another.")
        )
    membership = add_member(project=invitation.project, user=user, role=invitation.role, by=user)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


def _is_owner(project: Project, user: User) -> bool:
    return Membership.objects.filter(project=project, user=user, role=Role.OWNER, ended_at__isnull=True).exists()


def _only_owners_touch_owners(membership: Membership, role: str, by: User) -> None:
    if Role.OWNER in {membership.role, role} and not _is_owner(membership.project, by):
        raise NotAllowed(_("Only an owner changes who is an owner. Nothing was changed. Ask an owner."))


def _require_owner(project: Project) -> None:
    # Lock the project so that two owners who leave at the same moment do not leave it alone.
    Project.objects.select_for_update().get(pk=project.pk)
    if not Membership.objects.filter(project=project, role=Role.OWNER, ended_at__isnull=True).exists():
        raise ProjectNeedsAnOwner(
            _("A project keeps at least one owner. Nothing was changed. Name another owner first.")
        )
