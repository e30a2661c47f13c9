"""Template tags of the corpus pages, `{% load sources %}`: what is shown many times is made in one go."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from coding_app.sources.post_controls import Controls
from coding_app.templatetags.entente import NOTHING, icon, moment, number, percent
from corpus.models import Post
from corpus.queries import Line
from corpus.search import Hit

register = template.Library()

Piece = tuple[Any, ...]
"""A shape for format_html, and the values of its places."""


def _drawn(shape: str, pieces: Iterable[Piece], **ids: Any) -> SafeString:
    """Draw pieces inside a shape, at once: one call for a head of ten pieces is far cheaper than ten."""
    made = list(pieces)
    return format_html(
        shape % "".join(piece[0] for piece in made), *(one for piece in made for one in piece[1:]), **ids
    )


@register.simple_tag
def post_head(line: Line, list_url: str, page: int) -> SafeString:
    """Show who wrote a post, when, how long after the opening, whom it answers, and what is doubtful about it."""
    return _drawn('<header class="post-head">%s</header>', _head(line, list_url, page))


def _head(line: Line, list_url: str, page: int) -> Iterator[Piece]:
    post = line.post
    yield from _author(line, list_url)
    if post.position == 0:
        yield _BADGE, "is-outline", gettext("opening")
    when = moment(post.posted_at, status=post.time_status, precision=post.time_precision) if post.posted_at else None
    yield "<span>{}</span>", when or gettext("no date")
    if line.after is not None:
        yield _FIGURE, after(line.after)
    if line.answered is not None:
        yield _answered(line, page)
    if line.is_orphan:
        yield "<span>{} {}</span>", icon("corner-down-right"), gettext("answers a post that is not in the corpus")
    if post.kind in (Post.Kind.REPOST, Post.Kind.QUOTE, Post.Kind.QUESTION):
        yield _BADGE, "is-outline", post.get_kind_display()
    if post.is_edited:
        yield "<span>{}</span>", gettext("edited")
    if line.is_outside:
        yield _BADGE, "is-warn", gettext("outside the period")
    link = icon("link", gettext("Address of this post"))
    yield '<a class="push post-anchor" href="#post-{}">{}</a>', post.uuid, link


_BADGE = '<span class="badge {}">{}</span>'
_FIGURE = '<span class="numeric">{}</span>'


def _author(line: Line, list_url: str) -> Iterator[Piece]:
    if line.post.author is None:
        yield '<span class="post-author">{}</span>', gettext("unknown author")
        return
    alias = line.post.author.alias
    yield '<a class="post-author" href="{}?author={}">{}</a>', list_url, alias, alias
    if line.posts_here > 1:
        words = ngettext("%(n)s post here", "%(n)s posts here", line.posts_here) % {"n": line.posts_here}
        yield "<span>{}</span>", words


def _answered(line: Line, page: int) -> Piece:
    """Lead to the post that is answered: on this page, or on the page where it stands."""
    words = gettext("answers %(alias)s") % {"alias": line.answers or gettext("unknown author")}
    elsewhere = f"?page={line.answered_page}" if line.answered_page != page else ""
    url = f"{elsewhere}#post-{line.answered}"
    return '<span>{} <a href="{}">{}</a></span>', icon("corner-down-right"), url, words


@register.simple_tag
def post_foot(line: Line, list_url: str, controls: Controls) -> str:
    """Show the hashtags of a post, the counts of its platform and what the reader may do with it, if any."""
    pieces = list(_foot(line, list_url, controls))
    author = line.post.author
    ids = {"post": line.post.uuid, "author": author.uuid if author else ""}
    return _drawn('<footer class="post-foot">%s</footer>', pieces, **ids) if pieces else ""


def _foot(line: Line, list_url: str, controls: Controls) -> Iterator[Piece]:
    post = line.post
    for one in line.hashtags:
        yield '<a class="post-hashtag" href="{}?hashtag={}">#{}</a>', list_url, quote(one.name), one.written
    if post.likes:
        yield _FIGURE, ngettext("%(n)s like", "%(n)s likes", post.likes) % {"n": number(post.likes)}
    if post.reposts:
        yield _FIGURE, ngettext("%(n)s repost", "%(n)s reposts", post.reposts) % {"n": number(post.reposts)}
    if controls.code and post.availability == Post.Availability.PRESENT:
        yield (controls.code,)
    if controls.note:
        yield (controls.note,)
    if controls.mask and post.text:
        yield (controls.mask,)
    if controls.erase and post.author is not None:
        yield (controls.erase,)


@register.simple_tag
def profession(value: str) -> SafeString:
    """Show the profession of a source in its color."""
    shown = {"gp": ("is-gp", gettext("General practitioners")), "home_help": ("is-home-help", gettext("Home helpers"))}
    return format_html(_BADGE, *shown.get(value, ("is-outline", gettext("Other"))))


@register.simple_tag
def metrics(hit: Hit) -> SafeString:
    """Show the figures of a thread, in the same columns for each thread of a list."""
    figures = (
        (gettext("Answers"), number(hit.answers)),
        (gettext("Participants"), number(hit.participants)),
        (gettext("Depth"), number(hit.depth)),
        (gettext("First answer"), delay(hit.first_answer_after)),
        (gettext("Asking"), percent(hit.asking_share)),
        (gettext("Others answered"), gettext("yes") if hit.is_answered_by_other else gettext("no")),
    )
    pieces = (("<div><dt>{}</dt><dd>{}</dd></div>", *figure) for figure in figures)
    return _drawn('<dl class="metrics numeric">%s</dl>', pieces)


def delay(time: timedelta | None) -> str:
    """Write a delay in its largest unit, as `after` chooses it; nothing is a dash."""
    if time is None:
        return NOTHING
    minutes = int(time.total_seconds() // 60)
    if minutes < 60:
        return gettext("%(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return gettext("%(n)s h") % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}


def after(delay: timedelta) -> str:
    """Say how long after the opening a post came: minutes below an hour, hours below two days, then days."""
    minutes = int(delay.total_seconds() // 60)
    if minutes < 60:
        return ngettext("after %(n)s min", "after %(n)s min", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("after %(n)s hour", "after %(n)s hours", hours) % {"n": hours}
    return ngettext("after %(n)s day", "after %(n)s days", hours // 24) % {"n": hours // 24}
