"""Doubts with the question behind them, and units set aside with the reason, as far as a person may read them."""

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from coding_app.accounts.models import User
from coding_app.coding.models import ContentWarning, Operation
from coding_app.sampling.blindness import is_shown_to
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.queries import held

DOUBTED = Q(doubted_at__isnull=False)
SET_ASIDE = Q(skipped_at__isnull=False)


def flagged(round: Round, by: User) -> QuerySet[Assignment]:
    """Return the units of a round that carry a doubt or were set aside, each by its coder, in the order of reading.

    `question` and `why` are the words that stand; "" where there is none. Those of colleagues are read by whoever sees
    their codings (sampling.blindness), one's own always.
    """
    rows = _all(round)
    if not is_shown_to(by, round):
        rows = rows.filter(coder=by)
    warned = ContentWarning.objects.filter(project=round.project_id, post=OuterRef("unit__post"), ended_at__isnull=True)
    rows = rows.annotate(
        question=Case(When(DOUBTED, then=_words(Operation.Kind.DOUBT)), default=Value(""), output_field=TextField()),
        warning=Subquery(warned.values("text")),
        why=Case(When(SET_ASIDE, then=_words(Operation.Kind.SKIP)), default=Value(""), output_field=TextField()),
    )
    rows = rows.select_related("coder", "unit__post", "unit__thread__source")
    return rows.order_by("unit__thread", "unit__post__position", "unit__start", "unit", "coder")


def hidden(round: Round, by: User) -> int:
    """Count those that a person may not read yet."""
    return 0 if is_shown_to(by, round) else _all(round).exclude(coder=by).count()


def _all(round: Round) -> QuerySet[Assignment]:
    return held().filter(DOUBTED | SET_ASIDE, round=round)


def _words(kind: str) -> Subquery:
    last = Operation.objects.filter(assignment=OuterRef("pk"), kind=kind).order_by("-sequence")
    return Subquery(last.values("reason")[:1])
