"""The sixteen colors of codes as other programs write them, and the nearest of them to any color; pure."""

import re

from coding_app.codebook.exchange.refusals import UnusableCodebook

# The lines of the chips on a light page, in the order of their numbers, as static/css/tokens.css has them.
PALETTE = (
    "#3370c7", "#8f6b09", "#b64466", "#0a8845", "#755dc0", "#ab5806", "#038476", "#a44a94",
    "#5f7e01", "#0a7ca6", "#95663e", "#9252ad", "#02818d", "#b9463f", "#657288", "#7c740e",
)  # fmt: skip
_FORM = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.ASCII)


def written(number: int) -> str:
    """Return the color of a number from 1 to 16 as #rrggbb; no color for any other number."""
    return PALETTE[number - 1] if 1 <= number <= len(PALETTE) else ""


def read(value: str, name: str) -> str:
    """Return a color of a file as #rrggbb, or nothing for nothing; raises UnusableCodebook naming its entry."""
    plain = value.strip().lower()
    if not plain:
        return ""
    if not _FORM.fullmatch(plain):
        raise UnusableCodebook("colour_broken", value=value[:40], name=name[:80])
    return plain if len(plain) == 7 else "#" + "".join(digit * 2 for digit in plain[1:])


def nearest(colour: str) -> int:
    """Return the number of the color that looks most like #rrggbb.

    Distance weighted by how red the mean is, which follows the eye better than plain RGB (T. Riemersma, "Colour
    metric", 2001).
    """
    return min(range(1, len(PALETTE) + 1), key=lambda number: _distance(colour, PALETTE[number - 1]))


def _distance(one: str, other: str) -> float:
    (r1, g1, b1), (r2, g2, b2) = _parts(one), _parts(other)
    mean = (r1 + r2) / 2
    return (2 + mean / 256) * (r1 - r2) ** 2 + 4 * (g1 - g2) ** 2 + (2 + (255 - mean) / 256) * (b1 - b2) ** 2


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
