"""Keep the rendered figures of a run for some minutes: a run never changes, so its page is written once."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from coding_app.agreement.models import AgreementRun
from coding_app.agreement.pages import body

SECONDS = 300
"""Names of coders and sources are on the page too: a change of theirs is seen after so long at the latest."""


@dataclass(frozen=True)
class Kept:
    """The figures of a run as they are shown, with what the page says above them."""

    headline: str
    threads: int
    html: str


def kept(request: HttpRequest, run: AgreementRun, *, has_words: bool) -> Kept:
    """Return the rendered figures of a run in the language of the reader; whether they may see them is asked before."""
    version = run.round.codebook_version_id
    key = f"agreement:{run.uuid}:{version}:{get_language()}:{has_words}:{settings.VERSION}"
    found: Kept | None = cache.get(key)
    if found is None:
        context = body(run) | {"has_words": has_words, "project": run.round.project}
        html = render_to_string("agreement/_report.html", context, request)
        found = Kept(context["headline"], context["threads"], html)
        cache.set(key, found, SECONDS)
    return found
