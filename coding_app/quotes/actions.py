"""Writes about quotes: pin one for its profession, end a pin."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import Code
from coding_app.coding.models import Coding
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.projects.models import Project
from coding_app.quotes.models import PLACES, PinnedQuote
from coding_app.quotes.report import Report
from coding_app.sampling.blindness import shown_to_all
from coding_app.sampling.models import Unit
from coding_app.sampling.queries import study_rounds
from corpus.models import Post


class NotAQuote(Invalid):
    """Refuse to pin what nobody coded so in a round that everybody may see."""


class PlacesAreTaken(Conflict):
    """Refuse a third quote of a profession, or the same one twice."""


class PinHasEnded(Conflict):
    """Refuse to end a pin that ended already."""


@transaction.atomic
def pin(*, project: Project, code: Code, post: UUID, start: int | None, end: int | None, by: User) -> PinnedQuote:
    """Pin a quote of a code on the first free place of its profession.

    Only codings of rounds that everybody may see count: a pin must not tell what blind coders do.
    """
    row = Post.objects.select_related("source").filter(uuid=post, source__corpus=project.corpus_id).first()
    if row is None or not _is_quote(project, code, row, start, end):
        raise NotAQuote(
            _("Nobody coded this passage so in a round that all may see. Nothing was pinned. Pin one of the list.")
        )
    profession = row.source.profession
    live = PinnedQuote.objects.filter(code=code, profession=profession, ended_at__isnull=True)
    taken = set(live.values_list("place", flat=True))
    place = next((one for one in PLACES if one not in taken), None)
    if place is None:
        raise _taken()
    try:
        with transaction.atomic():
            made = PinnedQuote.objects.create(
                code=code, profession=profession, place=place, post=row, start=start, end=end, pinned_by=by
            )
    except IntegrityError as error:
        raise _taken() from error
    record("quote_pinned", by=by, project=project, about=made, code=str(code.uuid), place=place)
    return made


def _taken() -> PlacesAreTaken:
    return PlacesAreTaken(
        _("This quote is pinned, or its profession has two pinned quotes already. They were kept. Unpin one first.")
    )


def _is_quote(project: Project, code: Code, post: Post, start: int | None, end: int | None) -> bool:
    """Say whether a passage bears a code: as coded, as the segment coded, or as the opening of the thread coded."""
    shown = study_rounds(project).filter(shown_to_all())
    codings = Coding.objects.filter(code=code, retracted_at__isnull=True, assignment__round__in=shown)
    unit = Q(assignment__unit__post=post)
    if post.position == 0:
        unit |= Q(assignment__unit__kind=Unit.Kind.THREAD, assignment__unit__thread=post.thread_id)
    whole = Q(start__isnull=True, assignment__unit__start=start, assignment__unit__end=end)
    if start is None:
        whole = Q(start__isnull=True, assignment__unit__start__isnull=True)
        return codings.filter(unit & whole).exists()
    return codings.filter(unit & (Q(start=start, end=end) | whole)).exists()


@transaction.atomic
def unpin(*, project: Project, pin: PinnedQuote, by: User) -> None:
    """End a pin; who pinned what, and until when, stays."""
    ended = PinnedQuote.objects.filter(pk=pin.pk, ended_at__isnull=True)
    if not ended.update(ended_at=timezone.now(), ended_by=by):
        raise PinHasEnded(_("This quote is not pinned any more. Nothing was changed."))
    record("quote_unpinned", by=by, project=project, about=pin)


def record_report(*, project: Project, by: User, report: Report, kind: str) -> None:
    """Write into the journal that a report of quotes was made as a file."""
    record(
        "quotes_reported", by=by, project=project, profile=report.profile, kind=kind, codes=len(report.sections),
        quotes=len(report.lines),
    )  # fmt: skip
