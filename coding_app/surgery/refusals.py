"""What surgery refuses, one class each; the sentence is given where it is raised."""

from coding_app.core.errors import Conflict, Invalid


class NotInTheDraft(Conflict):
    """Refuse surgery on a code that the draft does not have (any more)."""


class CannotBeMerged(Invalid):
    """Refuse a merge that makes no sense: itself, a dimension, "none applies", another kind of entry."""


class OtherDimension(Invalid):
    """Refuse a merge into another dimension that was not asked for in so many words."""


class SensitiveIntoPlain(Invalid):
    """Refuse to let a sensitive code go on in one that may leave the team."""


class CannotBeSplit(Invalid):
    """Refuse a split into fewer than two parts, or of something that is not a code."""


class CannotBeRetired(Invalid):
    """Refuse to retire "none applies", which every dimension keeps."""


class CannotBeRestored(Conflict):
    """Refuse to restore what is there, or what has no place any more."""


class NothingToUndo(Conflict):
    """Refuse to undo what was not done in this draft, or what something else rests on by now."""


class CannotMove(Conflict):
    """Refuse to move a round that is not open, or to a version that is not the latest published one."""


class ReasonIsMissing(Invalid):
    """Refuse to move a round without a reason."""


class AnswerDoesNotFit(Invalid):
    """Refuse parts that the split does not offer."""


class CodingIsNotWaiting(Conflict):
    """Refuse an answer about a coding that is no longer live, or was carried on already."""
