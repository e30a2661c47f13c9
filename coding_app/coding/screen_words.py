"""The sentences that the modules of the coding screen say; %s stands for what they fill in."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Return every sentence of the screen by the name the modules know it by, in the language of the request."""
    return {**_saving(), **_moving(), **_codes(), **_passages(), **_state()}


def _saving() -> dict[str, str]:
    """Whether what was coded is stored."""
    return {
        "saved": _("saved"),
        "savedAt": _("saved %s"),
        "saving": _("saving"),
        "unsaved": _("not saved (%s)"),
        "needsYou": _("needs you (%s)"),
        "signedOut": _("signed out: %s kept here"),
        "otherUser": _("Another person is signed in. Decisions of the first one wait here until they sign in again."),
        "offline": _("No connection: the next unit is not here yet. It opens as soon as the connection is back."),
        "memoSaving": _("Memo: saving"),
        "memoSaved": _("Memo saved"),
        "memoUnsaved": _("Memo not saved yet; it is tried again"),
        "elsewhere": _("This unit was changed in another tab; the new state is shown."),
        "nothing": _("no code"),
        "closed": _("This round is closed: codes can be read, not changed."),
        "dropped": _("What waited for that unit was dropped."),
        "moved": _("This round moved to version %s of the codebook. The definitions here are the new ones."),
        "handedOn": _("This unit was handed on to somebody else: codes can be read, not changed."),
    }


def _moving() -> dict[str, str]:
    """From unit to unit, back and forth."""
    return {
        "undone": _("Undone: %s"),
        "redone": _("Done again: %s"),
        "nothingToUndo": _("There is nothing to undo."),
        "first": _("This is the first unit of your queue."),
        "last": _("This is the last unit of your queue."),
        "noParent": _("This post opens the thread: it answers no other."),
        "parentIs": _("It answers: %s"),
        "isVeiled": _("The text is veiled by a warning. Shift+V shows it."),
        "noVeil": _("No warning veils this post."),
        "notWarned": _("The warning could not be sent. Nothing was changed. Try again once the connection is back."),
    }


def _codes() -> dict[str, str]:
    """Codes put on and taken off."""
    return {
        "stillOpen": _("Still to answer: %s"),
        "allAnswered": _("Everything is answered. Enter: done and next."),
        "reopened": _("Taken up again. Press Enter when it is done."),
        "notUsed": _("No code here has the key %s."),
        "putOn": _("Code put on: %s"),
        "takenOff": _("Code taken off: %s"),
        "repeated": _("As on the unit before: %s"),
        "nothingToRepeat": _("Nothing to repeat: no unit was finished before this one, or its codes are here already."),
        "nothingFound": _("No code of this unit fits. Another word?"),
        "typeToFind": _("Type a word of a name or a definition."),
    }


def _passages() -> dict[str, str]:
    """Words chosen for the next code."""
    return {
        "onPost": _("the whole post"),
        "onThread": _("the whole thread"),
        "onSegment": _("the whole passage"),
        "codeGoesOn": pgettext("what the next code is put on", "On"),
        "movesTo": _("Move to"),
        "selected": _("Selected: “%s”"),
        "needsWords": _("This code goes on a passage: select words with the mouse, or press S and step with J and K."),
        "noWords": _("There are no words to select here."),
        "changePassage": _("Change which words."),
        "removePassage": _("Take off %s"),
        "passageMoved": _("The passage was moved."),
        "selectFirst": _("Select the words first, with the mouse or with S."),
        "noInVivo": _("Codes are proposed in training and pilot rounds."),
        "proposed": _("Proposed to the team: it is on the page of the codebook."),
        "notProposed": _(
            "The proposal could not be sent; nothing was kept of it. Try again once the connection is back."
        ),
    }


def _state() -> dict[str, str]:
    """Where a unit stands, and acts on the unit itself."""
    return {
        "toCode": _("to code"),
        "isBegun": _("begun"),
        "isDone": _("done"),
        "isSkipped": _("not codable"),
        "isSkippedFor": _("not codable: %s"),
        "skipped": _("Set aside as not codable. Undo brings it back."),
        "doubted": _("a doubt"),
        "doubtFlagged": _("The doubt is flagged for the team."),
        "undoubted": _("The doubt is taken back."),
        "submit": _("done"),
        "reopen": _("taken up again"),
        "skip": _("not codable"),
        "doubt": _("a doubt"),
        "undoubt": _("a doubt taken back"),
    }
