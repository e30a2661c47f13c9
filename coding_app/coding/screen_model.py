"""What the modules of the coding screen need to know, as JSON: ids, keys, addresses and the words they say."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.coding.workbench import Panel, Workbench


def screen_model(work: Workbench, *, user: User, session_url: str) -> dict[str, Any]:
    """Return the unit as the browser keeps it; no text of posts in it."""
    slug = work.assignment.round.project.slug
    own = [slug, work.assignment.uuid]

    def page(assignment: object) -> str:
        return reverse("coding:workbench", args=[slug, assignment]) if assignment else ""

    return {
        "user": str(user.uuid),
        "assignment": str(work.assignment.uuid),
        "page": page(work.assignment.uuid),
        "operations": reverse("coding:operation_create", args=own),
        "memo": reverse("coding:note_save", args=own),
        "session": session_url,
        "login": f"{reverse('accounts:login')}?next={page(work.assignment.uuid)}",
        "queue": f"{reverse('coding:queue', args=[slug])}?round={work.assignment.round.number}",
        "previous": page(work.place.previous),
        "next": page(work.place.next),
        "nextOpen": page(work.place.next_open),
        "progress": {"done": work.place.done, "total": work.place.total},
        "isOpen": work.is_open,
        "hasKeys": user.has_single_key_shortcuts,
        "sequence": work.sequence,
        "submitted": work.assignment.submitted_at is not None,
        "codes": [str(code) for code in work.codes],
        "dimensions": [_dimension(panel) for panel in work.panels],
        "words": words(),
    }


def _dimension(panel: Panel) -> dict[str, Any]:
    none = panel.dimension.none
    return {
        "uuid": str(panel.dimension.uuid),
        "name": panel.dimension.name,
        "selection": panel.dimension.selection,
        "none": str(none.uuid) if none else None,
        "codes": [
            {"uuid": str(choice.entry.uuid), "key": choice.entry.key, "name": choice.entry.name}
            for choice in panel.choices
            if choice.entry.kind != "group"
        ],
    }


def words() -> dict[str, str]:
    """Return the sentences that the modules say; %s stands for what they fill in."""
    return {
        "saved": _("saved"),
        "savedAt": _("saved %s"),
        "saving": _("saving"),
        "unsaved": _("not saved (%s)"),
        "needsYou": _("needs you (%s)"),
        "signedOut": _("signed out: %s kept here"),
        "otherUser": _("Another person is signed in. Decisions of the first one wait here until they sign in again."),
        "stillOpen": _("Still to answer: %s"),
        "allAnswered": _("Everything is answered. Enter: done and next."),
        "reopened": _("Taken up again. Press Enter when it is done."),
        "undone": _("Undone: %s"),
        "redone": _("Done again: %s"),
        "nothingToUndo": _("Nothing to undo since this page was opened."),
        "first": _("This is the first unit of your queue."),
        "last": _("This is the last unit of your queue."),
        "offline": _("No connection: the next unit is not here yet. It opens as soon as the connection is back."),
        "closed": _("This round is closed: codes can be read, not changed."),
        "notUsed": _("No code here has the key %s."),
        "memoSaving": _("Memo: saving"),
        "memoSaved": _("Memo saved"),
        "memoUnsaved": _("Memo not saved yet; it is tried again"),
        "elsewhere": _("This unit was changed in another tab; the new state is shown."),
        "theirs": _("In the other tab"),
        "mine": _("Here"),
        "nothing": _("no code"),
        "isDone": _("done"),
    }
