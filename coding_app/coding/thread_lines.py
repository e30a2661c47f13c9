"""The posts of a thread as the coding screen shows them: the shape is read first, the words of those shown after."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from coding_app.coding import folding, post_rows
from coding_app.coding.post_rows import PostRow
from coding_app.coding.unit_works import UnitView
from coding_app.coding.waits import Moment, waited, waited_words
from coding_app.sampling.models import Assignment


@dataclass(frozen=True)
class PostLine:
    """A post on the screen; without `units` it is there to be read only.

    answers: alias of whom it answers where the eye cannot see it. parent: uuid of that post where it is on the screen.
    before, passage, after: the words, cut where the current unit is a segment of them.
    """

    post: PostRow
    depth: int
    is_near: bool
    answers: str
    parent: str
    waited: timedelta | None
    units: tuple[UnitView, ...]
    before: str
    passage: str
    after: str

    @property
    def is_unit(self) -> bool:
        """Say whether something of it is to be coded by this coder."""
        return bool(self.units)

    @property
    def is_current(self) -> bool:
        """Say whether the unit of the address lies here."""
        return any(unit.is_current for unit in self.units)

    @property
    def waited_words(self) -> str:
        """Say how long after the post it answers it came."""
        return waited_words(self.waited)


def read(
    assignment: Assignment, places: Sequence[folding.Place], chosen: set[int], units: Sequence[UnitView]
) -> tuple[PostLine | folding.Gap, ...]:
    """Read the chosen posts with what hangs on them; gaps stand for the others. The statements do not grow."""
    posts = post_rows.read(assignment.round.project_id, chosen)
    depths = folding.depths(places)
    near = _near(places, assignment.unit.post_id, units)
    by_post: dict[int | None, list[UnitView]] = defaultdict(list)
    for unit in units:
        by_post[unit.post].append(unit)
    opening = next((posts[place.id] for place in places if place.position == 0 and place.id in posts), None)
    lines: list[PostLine | folding.Gap] = []
    for place, before in _with_previous(folding.with_gaps(places, chosen)):
        if isinstance(place, folding.Gap):
            lines.append(place)
            continue
        post, here = posts[place.id], tuple(by_post[place.id])
        parent = posts.get(place.parent) if place.parent is not None else None
        lines.append(
            PostLine(
                post=post,
                depth=depths[place.id],
                is_near=place.id in near,
                answers=_answered(place, before, posts),
                parent=str(parent.uuid) if parent else "",
                waited=_waited(post, place, parent or opening),
                units=here,
                **_cut(post, here),
            )
        )
    return tuple(lines)


def _near(places: Sequence[folding.Place], post: int | None, units: Sequence[UnitView]) -> set[int]:
    """Return the posts that are not dimmed: the units, and what the current one answers; all for a whole thread."""
    if post is None:
        return {place.id for place in places}
    return {unit.post for unit in units if unit.post is not None} | folding.ancestors(places, post)


def _with_previous(
    lines: Sequence[folding.Place | folding.Gap],
) -> list[tuple[folding.Place | folding.Gap, folding.Place | folding.Gap | None]]:
    return list(zip(lines, [None, *lines], strict=False))


def _answered(place: folding.Place, before: folding.Place | folding.Gap | None, posts: Mapping[int, PostRow]) -> str:
    """Return whom a post answers when the eye cannot see it: not the opening, not the post just above."""
    is_just_above = isinstance(before, folding.Place) and before.id == place.parent
    parent = posts.get(place.parent) if place.parent is not None and not is_just_above else None
    return parent.alias if parent else ""


def _waited(post: PostRow, place: folding.Place, earlier: PostRow | None) -> timedelta | None:
    if place.position == 0 or earlier is None:
        return None
    return waited(_moment(earlier), _moment(post))


def _moment(post: PostRow) -> Moment:
    return Moment(post.posted_at, post.time_precision, post.time_status)


def _cut(post: PostRow, units: Sequence[UnitView]) -> dict[str, str]:
    """Cut the words of a post around the segment that is the current unit."""
    current = next((unit for unit in units if unit.is_current and unit.start is not None), None)
    if current is None:
        return {"before": post.text, "passage": "", "after": ""}
    return {
        "before": post.text[: current.start],
        "passage": post.text[current.start : current.end],
        "after": post.text[current.end :],
    }
