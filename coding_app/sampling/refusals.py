"""What may be refused when a round is drawn: one class each, and the sentences that need a number."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coding_app.core.errors import Invalid


class NothingToDraw(Invalid):
    """Refuse a round whose recipe leaves no unit."""


class SharesDoNotFit(Invalid):
    """Refuse shares that come to more than the whole."""


class SeedIsNegative(Invalid):
    """Refuse a seed that the generator does not take."""


class CodersAreMissing(Invalid):
    """Refuse a round without enough coders."""


class VersionIsADraft(Invalid):
    """Refuse a round under a version that may still change."""


class StrataAreTooMany(Invalid):
    """Refuse equal strata that cannot give a unit each."""

    def __init__(self, strata: int) -> None:
        super().__init__(
            _("There are %(n)s strata that hold units, and each needs one at least. Nothing was drawn. Ask for more "
              "units, tell fewer things apart, or draw in proportion.") % {"n": strata}
        )  # fmt: skip


class LoadsAreTooLow(Invalid):
    """Refuse limits of the coders that leave no room for the round."""

    def __init__(self, room: int, asked: int) -> None:
        super().__init__(
            _("The coders may take %(room)s units in all, and the round hands out %(asked)s. Nothing was drawn. "
              "Raise a limit, add a coder, or draw less.") % {"room": room, "asked": asked}
        )  # fmt: skip


class OriginDoesNotServe(Invalid):
    """Refuse an earlier round that this kind of round cannot build on."""


class ReferenceIsTooSmall(Invalid):
    """Refuse to take more settled units than there are."""

    def __init__(self, there: int, asked: int) -> None:
        words = ngettext(
            "Only %(there)s unit of the reference is settled, and this needs %(asked)s. Nothing was drawn. Settle "
            "more, or take fewer.",
            "Only %(there)s units of the reference are settled, and this needs %(asked)s. Nothing was drawn. Settle "
            "more, or take fewer.",
            there,
        )
        super().__init__(words % {"there": there, "asked": asked})


def too_few_coders(needed: int) -> CodersAreMissing:
    """Return the refusal of an overlap that needs more coders."""
    words = _("This overlap needs at least %(n)s coders. Nothing was drawn. Add coders or lower the shares.")
    return CodersAreMissing(words % {"n": needed})


BATCH_IS_NEEDED = _(
    "Each batch needs room for its calibration units and for one more. Nothing was drawn. Make the batches larger."
)
ORIGIN_IS_OPEN = _("The earlier round is still open. Nothing was drawn. Close it first.")
