"""Save and delete searches."""

from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.core.errors import NotAllowed
from coding_app.projects.models import Project
from coding_app.sources.models import SavedSearch


def save_search(*, project: Project, by: User, name: str, query: str) -> SavedSearch:
    """Keep a search under a name; a name that exists in the project is written over."""
    row, _made = SavedSearch.objects.update_or_create(
        project=project, name=name, defaults={"query": query}, create_defaults={"query": query, "created_by": by}
    )
    return row


def delete_search(*, search: SavedSearch, by: User, may_delete_all: bool = False) -> None:
    """Delete a saved search; raise NotAllowed when it is somebody else's."""
    if search.created_by_id != by.pk and not may_delete_all:
        raise NotAllowed(_("Somebody else saved this search. It is still there. Ask them, or a manager."))
    search.delete()
