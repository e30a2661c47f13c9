"""Template tag that draws the passages of a coder as a lane under a post.  `{% load passages %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coding_app.agreement.passages import Lane

register = template.Library()

WIDTH, HEIGHT, LEAST = 1000, 20, 4


@register.simple_tag
def passage_lane(lane: Lane, length: int) -> SafeString:
    """Draw a lane as long as the text; the words of the passages stand beside it, so that nobody needs the picture."""
    scale = WIDTH / max(length, 1)
    bars = (
        (f"{start * scale:.1f}", f"{max((end - start) * scale, LEAST):.1f}", HEIGHT - 8) for start, end in lane.spans
    )
    return format_html(
        '<svg class="lane" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="lane-text" x1="0" x2="{}" y1="{}" y2="{}"/>{}</svg>',
        WIDTH,
        HEIGHT,
        WIDTH,
        HEIGHT // 2,
        HEIGHT // 2,
        format_html_join("", '<rect class="lane-passage" x="{}" y="4" width="{}" height="{}"/>', bars),
    )
