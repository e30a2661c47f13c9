"""Projects, teams and background jobs."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.core.http import after_write, form_page
from coding_app.projects import actions, queries
from coding_app.projects.forms import InvitationForm, JoiningForm, ProjectForm, RoleForm, RulesForm
from coding_app.projects.models import Invitation
from coding_app.projects.permissions import ROLE_DESCRIPTIONS, Permission, ProjectRequest, has_permission, project_view

BACKEND = "django.contrib.auth.backends.ModelBackend"
JOBS_A_PAGE = 50


@login_required
@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects of the signed-in person, each with what waits there to be coded."""
    user = cast(User, request.user)
    waiting = queries.units_waiting(user)
    lines = [
        (one, waiting.get(one.project_id, 0) if has_permission(one, Permission.CODE) else 0)
        for one in queries.projects_of(user)
    ]
    return render(request, "projects/project_list.html", {"lines": lines})


@login_required
@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Make a project."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        project = actions.create_project(by=cast(User, request.user), **form.cleaned_data)
        return after_write(request, reverse("home:home", args=[project.slug]))
    return form_page(request, "projects/project_new.html", {"form": form}, is_valid=not form.is_bound)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_TEAM)
def project_edit(request: ProjectRequest) -> HttpResponse:
    """Change what the project is called and keeps."""
    now = {name: getattr(request.project, name) for name in ("name", "description", "records_time")}
    form = RulesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.edit_project(project=request.project, by=request.user, **form.cleaned_data)
        messages.success(request, _("The project was changed."))
        return after_write(request, reverse("projects:team", args=[request.project.slug]))
    return form_page(request, "projects/project_edit.html", {"form": form}, is_valid=not form.is_bound)


@require_GET
@project_view(Permission.VIEW_PROJECT)
def team(request: ProjectRequest) -> HttpResponse:
    """Show who takes part; managers invite from here."""
    return _team_page(request, InvitationForm())


def _team_page(request: ProjectRequest, form: InvitationForm, *, link: str = "", status: int = 200) -> HttpResponse:
    manages = has_permission(request.membership, Permission.MANAGE_TEAM)
    context = {
        "members": queries.members(request.project),
        "roles": [(role.label, sentence) for role, sentence in ROLE_DESCRIPTIONS.items()],
        "invitation_form": form if manages else None,
        "role_form": RoleForm(),
        "invitations": queries.open_invitations(request.project) if manages else [],
        "link": link,
    }
    return render(request, "projects/team.html", context, status=status)


@require_POST
@project_view(Permission.MANAGE_TEAM)
def invitation_create(request: ProjectRequest) -> HttpResponse:
    """Invite somebody; the link is shown this once."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _team_page(request, form, status=422)
    _invitation, token = actions.invite(project=request.project, by=request.user, **form.cleaned_data)
    link = request.build_absolute_uri(reverse("projects:invitation_accept", args=[token]))
    return _team_page(request, InvitationForm(), link=link)


@require_POST
@project_view(Permission.MANAGE_TEAM)
def invitation_withdraw(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Make an invitation useless."""
    invitation = get_object_or_404(queries.open_invitations(request.project), uuid=uuid)
    actions.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation no longer opens."))
    return after_write(request, reverse("projects:team", args=[request.project.slug]))


@require_POST
@project_view(Permission.MANAGE_TEAM)
def member_change(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Give a member another role."""
    membership = get_object_or_404(queries.members(request.project), uuid=uuid)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _team_page(request, InvitationForm(), status=422)
    actions.change_role(membership=membership, by=request.user, **form.cleaned_data)
    messages.success(request, _("The role is changed."))
    return after_write(request, reverse("projects:team", args=[request.project.slug]))


@require_POST
@project_view(Permission.MANAGE_TEAM)
def member_remove(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """End a membership."""
    membership = get_object_or_404(queries.members(request.project), uuid=uuid)
    actions.remove_member(membership=membership, by=request.user)
    messages.success(request, _("This person has left the project. What they coded stays."))
    return after_write(request, reverse("projects:team", args=[request.project.slug]))


@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join a project by an invitation: with the account one is signed in with, or with a new one."""
    invitation = queries.invitation_for(token)
    if invitation is None:
        raise Http404
    if request.user.is_authenticated:
        return _join(request, invitation, token, request.user)
    form = JoiningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user = create_user(email=invitation.email, **form.cleaned_data)
            actions.accept_invitation(token=token, user=user)
        login(request, user, backend=BACKEND)
        return redirect("home:home", invitation.project.slug)
    context = {"form": form, "invitation": invitation}
    return form_page(request, "projects/invitation_accept.html", context, is_valid=not form.is_bound)


def _join(request: HttpRequest, invitation: Invitation, token: str, user: User) -> HttpResponse:
    if request.method == "POST":
        actions.accept_invitation(token=token, user=user)
        return redirect("home:home", invitation.project.slug)
    return render(request, "projects/invitation_accept.html", {"invitation": invitation})


@require_GET
@project_view(Permission.VIEW_JOBS)
def job_list(request: ProjectRequest) -> HttpResponse:
    """List the background jobs."""
    page = Paginator(queries.jobs(request.project), JOBS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/job_list.html", {"page": page})


@require_GET
@project_view(Permission.VIEW_JOBS)
def job(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show one background job; the page asks again while it runs."""
    row = get_object_or_404(queries.jobs(request.project), uuid=uuid)
    return render(request, "projects/job.html", {"job": row})


@require_POST
@project_view(Permission.VIEW_JOBS)
def job_cancel(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Ask a job to stop."""
    jobs.request_cancel(job=get_object_or_404(queries.jobs(request.project), uuid=uuid))
    messages.success(request, _("The job was asked to stop."))
    return after_write(request, reverse("projects:job", args=[request.project.slug, uuid]))
