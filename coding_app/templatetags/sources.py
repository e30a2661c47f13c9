"""Template tags of the corpus pages, `{% load sources %}`: what is shown many times is made in one go."""

from datetime import timedelta
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from coding_app.templatetags.entente import NOTHING, icon, moment, number, percent
from corpus.models import Post
from corpus.queries import Line
from corpus.search import Hit

register = template.Library()

NOBODY = "00000000-0000-0000-0000-000000000000"
"""Stands for an id in an address that is made once and filled in for each post."""


@register.simple_tag
def post_head(line: Line, list_url: str, page: int) -> SafeString:
    """Show who wrote a post, when, how long after the opening, whom it answers, and what is doubtful about it."""
    post = line.post
    parts = [_author(line, list_url)]
    if post.position == 0:
        parts.append(_badge(gettext("opening")))
    when = moment(post.posted_at, status=post.time_status, precision=post.time_precision) if post.posted_at else None
    parts.append(_span(when or gettext("no date")))
    if line.after is not None:
        parts.append(_span(after(line.after), "numeric"))
    if line.answered is not None:
        parts.append(_answered(line, page))
    if line.is_orphan:
        words = gettext("answers a post that is not in the corpus")
        parts.append(format_html("<span>{} {}</span>", _icon("corner-down-right"), words))
    if post.kind in (Post.Kind.REPOST, Post.Kind.QUOTE, Post.Kind.QUESTION):
        parts.append(_badge(post.get_kind_display()))
    if post.is_edited:
        parts.append(_span(gettext("edited")))
    if line.is_outside:
        parts.append(_badge(gettext("outside the period"), "is-warn"))
    link = _icon("link", gettext("Address of this post"))
    parts.append(format_html('<a class="push post-anchor" href="#post-{}">{}</a>', post.uuid, link))
    return format_html('<header class="post-head">{}</header>', _together(parts))


@lru_cache(maxsize=16)
def _icon(name: str, label: str = "") -> SafeString:
    return icon(name, label=label)


@register.simple_tag
def protect_links(post: Post, mask_url: str, erase_url: str) -> SafeString:
    """Lead to the masking of a passage and the erasure of an author; the addresses hold NOBODY in place of the id."""
    made = []
    if post.text:
        address, words = mask_url.replace(NOBODY, str(post.uuid)), gettext("Mask a passage")
        made.append(format_html('<a class="push" href="{}">{}</a>', address, words))
    if post.author is not None:
        address, words = erase_url.replace(NOBODY, str(post.author.uuid)), gettext("Erase the author")
        made.append(format_html('<a href="{}">{}</a>', address, words))
    return _together(made)


def _together(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _author(line: Line, list_url: str) -> SafeString:
    if line.post.author is None:
        return _span(gettext("unknown author"), "post-author")
    alias = line.post.author.alias
    made = format_html('<a class="post-author" href="{}?author={}">{}</a>', list_url, alias, alias)
    if line.posts_here > 1:
        words = ngettext("%(n)s post here", "%(n)s posts here", line.posts_here) % {"n": line.posts_here}
        made += _span(words)
    return made


def _answered(line: Line, page: int) -> SafeString:
    """Lead to the post that is answered: on this page, or on the page where it stands."""
    words = gettext("answers %(alias)s") % {"alias": line.answers or gettext("unknown author")}
    elsewhere = f"?page={line.answered_page}" if line.answered_page != page else ""
    url = f"{elsewhere}#post-{line.answered}"
    return format_html('<span>{} <a href="{}">{}</a></span>', _icon("corner-down-right"), url, words)


def _span(content: str, css: str = "") -> SafeString:
    if css:
        return format_html('<span class="{}">{}</span>', css, content)
    return format_html("<span>{}</span>", content)


def _badge(words: str, css: str = "is-outline") -> SafeString:
    return format_html('<span class="badge {}">{}</span>', css, words)


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
    return format_html(
        '<dl class="metrics numeric">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", figures)
    )


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
