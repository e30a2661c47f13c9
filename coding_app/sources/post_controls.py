"""What a reader may do with the posts of a page: the same below each post but for its ids, so drawn once for a page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coding_app.projects.models import Membership
from coding_app.projects.permissions import Permission, has_permission
from coding_app.templatetags.entente import icon

POST, AUTHOR = UUID(int=0), UUID(int=1)
"""Stand for the ids of a post and its author where something is drawn for all of them."""


@dataclass(frozen=True)
class Controls:
    """Shapes for format_html that wait for `post` and `author`, two ids; empty where the reader may not."""

    code: str = ""
    note: str = ""
    mask: str = ""
    erase: str = ""


def controls_of(membership: Membership) -> Controls:
    """Draw what the member may do: coders code and note, those who protect people mask and erase."""
    slug = membership.project.slug
    coder: dict[str, str] = {}
    guard: dict[str, str] = {}
    if has_permission(membership, Permission.CODE):
        coder = {
            "code": _shape(
                '<button class="button is-small is-quiet" type="submit" form="explore" name="post" value="{}">'
                "{}{}</button>",
                POST, icon("pencil"), _("Code this post"),
            ),
            "note": _shape(
                '<a class="button is-small is-quiet" href="{}">{}{}</a>',
                reverse("notes:about", args=[slug, "post", POST]), icon("message-square"), _("Note"),
            ),
        }  # fmt: skip
    if has_permission(membership, Permission.ETHICS):
        mask = reverse("sources:post_mask", args=[slug, POST])
        erase = reverse("sources:author_erase", args=[slug, AUTHOR])
        guard = {
            "mask": _shape('<a class="push" href="{}">{}</a>', mask, _("Mask a passage")),
            "erase": _shape('<a href="{}">{}</a>', erase, _("Erase the author")),
        }
    return Controls(**coder, **guard)


def _shape(drawn: str, *values: Any) -> str:
    """Draw for the two ids that stand for all, then leave their places open."""
    html: SafeString = format_html(drawn, *values)
    closed = html.replace("{", "{{").replace("}", "}}")
    return closed.replace(str(POST), "{post}").replace(str(AUTHOR), "{author}")
