"""The thread around a unit under review, as the coders had it before their eyes."""

from dataclasses import dataclass

from coding_app.coding import folding
from coding_app.sampling.models import Unit
from corpus.models import Post


@dataclass(frozen=True)
class Line:
    """A post of the thread: how deep it stands, and whether it is the unit (whose segment is the passage)."""

    post: Post
    depth: int
    is_unit: bool
    before: str
    passage: str
    after: str


def thread_lines(unit: Unit, *, is_whole: bool = False) -> list[Line | folding.Gap]:
    """Return the posts to show around a unit, with gaps where posts are folded away; four queries."""
    rows = Post.objects.filter(thread=unit.thread_id).order_by("position").values_list("pk", "parent", "position")
    places = [folding.Place(*row) for row in rows]
    chosen = folding.shown(places, unit.post_id, is_whole=is_whole)
    depths = folding.depths(places)
    found = Post.objects.filter(pk__in=chosen).select_related("author")
    posts = found.prefetch_related("attachments", "poll_options").in_bulk()
    return [
        place if isinstance(place, folding.Gap) else _line(posts[place.id], depths[place.id], unit)
        for place in folding.with_gaps(places, chosen)
    ]


def _line(post: Post, depth: int, unit: Unit) -> Line:
    is_unit = post.pk == unit.post_id
    if not is_unit or unit.start is None or unit.end is None:
        return Line(post, depth, is_unit, post.text, "", "")
    return Line(post, depth, is_unit, post.text[: unit.start], post.text[unit.start : unit.end], post.text[unit.end :])
