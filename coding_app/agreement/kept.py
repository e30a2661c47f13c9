"""Keep the rendered figures of a run for some minutes: a run never changes, so its page is written once."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from coding_app.agreement.models import AgreementRun
from coding_app.agreement.pages import body
from coding_app.projects.models import Membership
from corpus.models import Source

SECONDS = 300


@dataclass(frozen=True)
class Kept:
    """The figures of a run as they are shown, with what the page says above them."""

    headline: str
    threads: int
    described: list[str]
    html: str


def kept(request: HttpRequest, run: AgreementRun, *, has_words: bool, asked_run: str = "") -> Kept:
    """Return the rendered figures of a run in the language of the reader; whether they may see them is asked before.

    asked_run: what the links of an earlier run add to their addresses.
    """
    said = (run.round.codebook_version_id, get_language(), has_words, asked_run, settings.VERSION, _names(run))
    key = f"agreement:{run.uuid}:{hashlib.sha256(repr(said).encode()).hexdigest()}"
    found: Kept | None = cache.get(key)
    if found is None:
        context = body(run) | {"has_words": has_words, "project": run.round.project, "asked_run": asked_run}
        html = render_to_string("agreement/_report.html", context, request)
        found = Kept(context["headline"], context["threads"], context["described"], html)
        cache.set(key, found, SECONDS)
    return found


def _names(run: AgreementRun) -> list[str]:
    """Return the names of people and sources of the study, which are on the page too; one query."""
    project = run.round.project
    people = Membership.objects.filter(project=project).order_by().values_list("user__display_name")
    sources = Source.objects.filter(corpus=project.corpus_id).order_by().values_list("name")
    return sorted(name for (name,) in people.union(sources))
