"""The thread around a unit under review, as the coders had it before their eyes."""

from dataclasses import dataclass

from coding_app.coding import folding, post_rows
from coding_app.coding.post_rows import PostRow
from coding_app.sampling.models import Unit
from corpus.models import Post


@dataclass(frozen=True)
class Line:
    """A post of the thread: how deep it stands, and whether it is the unit (whose segment is the passage)."""

    post: PostRow
    depth: int
    is_unit: bool
    before: str
    passage: str
    after: str


def thread_lines(unit: Unit, *, is_whole: bool = False) -> list[Line | folding.Gap]:
    """Return the posts to show around a unit, with gaps where posts are folded away; three queries."""
    rows = Post.objects.filter(thread=unit.thread_id).order_by("position").values_list("pk", "parent", "position")
    places = [folding.Place(*row) for row in rows]
    chosen = folding.shown(places, unit.post_id, is_whole=is_whole)
    depths = folding.depths(places)
    posts = post_rows.read(unit.project_id, chosen)
    return [
        place if isinstance(place, folding.Gap) else _line(posts[place.id], depths[place.id], unit)
        for place in folding.with_gaps(places, chosen)
    ]


def _line(post: PostRow, depth: int, unit: Unit) -> Line:
    is_unit = post.id == unit.post_id
    start, end = (unit.start, unit.end) if is_unit else (None, None)
    cut = len(post.text) if start is None else start
    return Line(post, depth, is_unit, post.text[:cut], post.text[cut:end], post.text[end:] if end is not None else "")
