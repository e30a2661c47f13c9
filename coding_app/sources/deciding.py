"""Write which wording of a post stands."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core.errors import Conflict
from coding_app.core.events import record
from corpus import changes
from corpus.models import TextChange


class ChangeIsDecided(Conflict):
    """Refuse to decide twice."""


class WordingIsNotReviewed(Conflict):
    """Refuse a wording whose import nobody has reviewed."""


class PassagesAreCoded(Conflict):
    """Refuse a wording under which coded passages would shift."""


def decide(*, change: TextChange, takes: bool, by: User) -> TextChange:
    """Take the new wording of a post, or keep the one that stands.

    Raises ChangeIsDecided, WordingIsNotReviewed, PassagesAreCoded.
    """
    try:
        if takes:
            decided = changes.take(change, by=by.display_name, has_passages=_has_passages())
        else:
            decided = changes.keep(change, by=by.display_name)
    except changes.AlreadyDecided as error:
        raise ChangeIsDecided(
            _("Somebody decided about this wording meanwhile. Nothing was changed. Reload the page.")
        ) from error
    except changes.NotReviewed as error:
        raise WordingIsNotReviewed(
            _(
                "Nobody has reviewed the import that brought this wording. Nothing was changed. Review the import "
                "first; then take the wording."
            )
        ) from error
    except changes.PassagesStand as error:
        raise PassagesAreCoded(
            _(
                "Passages of the wording that stands were coded: another wording would shift them. Nothing was "
                "changed. Keep the wording that was coded; the new one stays readable here."
            )
        ) from error
    record(
        "wording_decided", by=by, project=change.post.source.corpus.project, about=change.post,
        decision=decided.decision,
    )  # fmt: skip
    return decided


def _has_passages() -> Callable[[int], bool]:
    """Return what tells whether passages of a post were coded; the features above the corpus know it."""
    asked: Callable[[int], bool] = import_string(settings.CODED_PASSAGES)
    return asked
