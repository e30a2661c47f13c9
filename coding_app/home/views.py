"""The home of a project."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coding_app.codebook.talk import open_questions
from coding_app.codebook.unread import unread
from coding_app.home import queries
from coding_app.home.sentences import sentence
from coding_app.notes.queries import unread_mentions
from coding_app.projects.permissions import Permission, ProjectRequest, has_permission, project_view
from coding_app.projects.queries import beginnings
from coding_app.sampling.queries import rounds
from coding_app.surgery.splits import waiting
from corpus.retention import due


@require_GET
@project_view(Permission.VIEW_PROJECT)
def home(request: ProjectRequest) -> HttpResponse:
    """Show whose turn it is, the rounds, and what happened last."""
    project, member = request.project, request.membership
    context = {
        "facts": queries.facts(project),
        "to_code": queries.units_to_code(project, request.user) if has_permission(member, Permission.CODE) else 0,
        "news": unread(member) if has_permission(member, Permission.CODE) else None,
        "to_split": waiting(project, request.user) if has_permission(member, Permission.CODE) else 0,
        "to_answer": open_questions(project).count() if has_permission(member, Permission.EDIT_CODEBOOK) else 0,
        "to_settle": queries.cases_to_settle(project) if has_permission(member, Permission.REVIEW) else [],
        "to_read": unread_mentions(project, request.user).count(),
        "rounds": rounds(project),
        "events": [(event, sentence(event)) for event in queries.latest_events(project)],
        "beginnings": beginnings(project),
        "may_import": has_permission(member, Permission.IMPORT),
        "may_manage": has_permission(member, Permission.MANAGE_ROUNDS),
        "due": due(project.corpus, timezone.localdate()) if has_permission(member, Permission.ETHICS) else [],
    }
    return render(request, "home/home.html", context)
