"""Save and delete searches."""

from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict, NotAllowed
from coding_app.projects.models import Project
from coding_app.sources.models import SavedSearch


class NameIsTaken(Conflict):
    """Refuse a name under which somebody else saved a search."""


def save_search(*, project: Project, by: User, name: str, query: str) -> SavedSearch:
    """Keep a search under a name, or give one's own of that name another content; raise NameIsTaken."""
    row, is_new = SavedSearch.objects.get_or_create(
        project=project, name=name, defaults={"query": query, "created_by": by}
    )
    if row.created_by_id != by.pk:
        raise NameIsTaken(
            _("%(person)s saved another search under this name. It is still there, and nothing was saved. Choose "
              "another name.") % {"person": row.created_by.display_name}
        )  # fmt: skip
    if not is_new:
        row.query = query
        row.save(update_fields=["query"])
    return row


def delete_search(*, search: SavedSearch, by: User, may_delete_all: bool = False) -> None:
    """Delete a saved search; raise NotAllowed when it is somebody else's."""
    if search.created_by_id != by.pk and not may_delete_all:
        raise NotAllowed(_("Somebody else saved this search. It is still there. Ask them, or a manager."))
    search.delete()
