"""What coding may refuse, and the sentence a coder reads."""

from django.utils.translation import gettext_lazy as _

from coding_app.coding.standing import State
from coding_app.core.errors import Conflict, Invalid, Refusal


class NotYourAssignment(Refusal):
    """Refuse work on somebody else's unit, as if it did not exist."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This unit is not in your queue. Nothing was changed."))


class RoundIsClosed(Conflict):
    """Refuse to code in a round that is not open."""

    def __init__(self) -> None:
        super().__init__(_("This round is closed. What you had coded before is kept; this last act was not added."))


class UnitIsHandedOn(Conflict):
    """Refuse work on a unit that was handed on to somebody else."""

    def __init__(self) -> None:
        super().__init__(
            _("This unit was handed on to somebody else. What you had coded is kept; this last act was not added.")
        )


class StaleOperation(Conflict):
    """Refuse an operation decided without knowing what the unit has become since, in another tab or program."""

    def __init__(self, state: State) -> None:
        super().__init__(_("This unit was changed elsewhere, perhaps in another tab. Choose which codes to keep."))
        self.state = state


class RoundHasMoved(StaleOperation):
    """Refuse an operation decided under the version of the codebook that its round has left since."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        sentence = _("This round moved to version %(version)s of the codebook meanwhile. Choose which codes to keep.")
        self.sentence = sentence % {"version": state.version}


class UnitIsSubmitted(Conflict):
    """Refuse to change a unit that is submitted, or skipped as not codable, before it is taken up again."""

    def __init__(self, state: State) -> None:
        done = _("This unit is marked as done. Take it up again to change its codes.")
        skipped = _("This unit is marked as not codable. Take it up again to change its codes.")
        super().__init__(done if state.skipped_at is None else skipped)
        self.state = state


class MemoChanged(Conflict):
    """Refuse a memo written over another wording than the one that is stored."""

    def __init__(self, text: str) -> None:
        super().__init__(_("This memo was changed elsewhere meanwhile. Both wordings are here; keep one."))
        self.text = text


class DimensionsOpen(Invalid):
    """Refuse to submit a unit before each dimension has its answer."""

    def __init__(self, names: list[str]) -> None:
        sentence = _("Still to answer: %(names)s. Choose a code or “none applies” in each; what you coded is kept.")
        super().__init__(sentence % {"names": ", ".join(names)})


class CodeIsNotAsked(Invalid):
    """Refuse a code that the codebook version of the round does not ask of this unit."""

    def __init__(self) -> None:
        super().__init__(_("This code is not asked of this unit. Nothing was changed."))


class SpanIsOutside(Invalid):
    """Refuse a span that does not lie in the text of the unit."""

    def __init__(self) -> None:
        super().__init__(_("This passage lies outside the text of the unit. Nothing was changed."))


class SpanDiffers(Invalid):
    """Refuse a passage whose words are not those that the coder saw."""

    def __init__(self) -> None:
        super().__init__(
            _("The words of this post are not those that you saw; it was masked or corrected meanwhile. Nothing was "
              "changed. Load the unit again and choose the passage anew.")
        )  # fmt: skip


class SegmentOnly(Invalid):
    """Refuse a code of a dimension of passages on a whole post."""

    def __init__(self) -> None:
        super().__init__(_("This code goes on a passage. Nothing was changed. Select the words first."))


class WholeOnly(Invalid):
    """Refuse on a passage what is said of the whole unit: "none applies", and codes of whole posts."""

    def __init__(self) -> None:
        super().__init__(_("This code is said of the whole unit, not of a passage. Nothing was changed."))


class OperationIsReused(Invalid):
    """Refuse an operation id that already stands for another act."""

    def __init__(self) -> None:
        super().__init__(_("This act carries the number of an earlier, different one. Nothing was changed; try again."))
