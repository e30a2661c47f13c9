"""What every page needs to draw the frame: the project's sections that the member may enter."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coding_app.projects.models import Membership
from coding_app.projects.permissions import PERMISSIONS, Permission


@dataclass(frozen=True)
class NavItem:
    """One entry of the project's navigation."""

    url: str
    label: str | Promise
    icon: str
    active: bool
    key: str = ""


# (URL name, words, icon, permission, letter after G); the first part of the URL name says where a page belongs.
SECTIONS: list[tuple[str, str | Promise, str, Permission, str]] = [
    ("home:home", _("Home"), "house", Permission.VIEW_PROJECT, "h"),
    ("sources:thread_list", _("Corpus"), "library", Permission.VIEW_CORPUS, "c"),
    ("sources:upload_new", _("Import"), "upload", Permission.IMPORT, ""),
    ("codebook:codebook", _("Codebook"), "list-tree", Permission.VIEW_CODEBOOK, "b"),
    ("sampling:round_list", _("Rounds"), "shuffle", Permission.VIEW_ROUNDS, "o"),
    ("coding:queue", pgettext_lazy("navigation", "Code"), "pencil", Permission.CODE, "d"),
    ("notes:note_list", _("Notes"), "message-square", Permission.VIEW_PROJECT, "n"),
    ("agreement:agreement", _("Agreement"), "scale", Permission.VIEW_AGREEMENT, "a"),
    ("review:review", _("Review"), "messages-square", Permission.REVIEW, "r"),
    ("summaries:professions", _("Professions"), "chart-bar", Permission.VIEW_SUMMARIES, "s"),
    ("exports:export_list", _("Export"), "download", Permission.EXPORT, "e"),
    ("projects:team", _("Team"), "users", Permission.VIEW_PROJECT, "t"),
]
# Features without an entry of their own, and the one they belong to.
UNDER = {"quotes": "codebook", "surgery": "codebook"}
ACTIVE = {
    "sources:upload_new": ("upload", "import", "batch", "paste", "change"),
    "projects:team": ("team", "invitation", "member", "project"),
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates the project, the sections open to the member, the theme and the version."""
    theme = request.user.theme if getattr(request, "user", None) and request.user.is_authenticated else "system"
    context: dict[str, Any] = {"theme": theme, "product_version": settings.VERSION}
    membership = getattr(request, "membership", None)
    if membership is None:
        return context
    # Parts of pages have no frame: its addresses are worked out for those that have one.
    items = SimpleLazyObject(partial(_nav_items, request, membership))
    return context | {"project": membership.project, "membership": membership, "nav_items": items}


def _nav_items(request: HttpRequest, membership: Membership) -> list[NavItem]:
    match = request.resolver_match
    here = match.view_name if match else ""
    return [
        NavItem(reverse(name, args=[membership.project.slug]), label, icon, _is_active(name, here), key)
        for name, label, icon, permission, key in SECTIONS
        if permission in PERMISSIONS[membership.role]
    ]


def _is_active(section: str, here: str) -> bool:
    app, _colon, page = here.partition(":")
    app = UNDER.get(app, app)
    if section in ACTIVE:
        return app == section.split(":")[0] and page.startswith(ACTIVE[section])
    others = tuple(word for name, words in ACTIVE.items() if name.startswith(f"{app}:") for word in words)
    return app == section.split(":")[0] and not (others and page.startswith(others))
