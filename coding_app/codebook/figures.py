"""What a code has been used for, as one reader may see it: pure values that a feature above computes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeFigures:
    """Figures of one code, or of a dimension or group.

    ``codings``: live codings of this code itself. ``codings_below``: those with all that lies below it, its own among
    them. ``prevalence``: share of the coded units that have it, 0 to 1. ``agreement``: Krippendorff's alpha, with its
    95 % interval. ``note``: a short phrase that says what the figures rest on, or why one is missing. None is a figure
    that does not exist or may not be seen by this reader (codings of others in a blind round are never counted).
    """

    codings: int
    codings_below: int
    prevalence: float | None = None
    agreement: float | None = None
    agreement_interval: tuple[float, float] | None = None
    note: str = ""

    @property
    def has_below(self) -> bool:
        """Say whether what lies below adds to its own codings."""
        return self.codings_below != self.codings
