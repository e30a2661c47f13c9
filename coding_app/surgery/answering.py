"""Keep what coders answer about their codings on a split code; the codings themselves stay as they are."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.codebook.models import Code
from coding_app.coding.models import Coding
from coding_app.sampling.models import Assignment
from coding_app.surgery import splits
from coding_app.surgery.models import SplitAnswer, SplitChoice
from coding_app.surgery.refusals import AnswerDoesNotFit, CodingIsNotWaiting


@transaction.atomic
def answer_split(*, coding: Coding, parts: Sequence[Code], by: User) -> SplitAnswer:
    """Say which parts of a split code one's own coding means; none of them is an answer too.

    An earlier answer is superseded and stays readable.
    """
    _hold(coding)
    found = splits.splits(coding.assignment.round.project)
    offered = found.parts.get((coding.version_id, coding.code_id), ()) if found else ()
    mine = Coding.objects.filter(pk=coding.pk, assignment__coder=by, retracted_at__isnull=True)
    if found is None or not offered or not mine.exists():
        raise CodingIsNotWaiting(
            _("This coding does not wait for an answer (any more). Nothing was changed. Go back to the list.")
        )
    if not {part.pk for part in parts} <= set(offered):
        raise AnswerDoesNotFit(_("That is no part of this code. Nothing was kept. Choose among the parts shown."))
    _supersede(coding)
    answer = SplitAnswer.objects.create(coding=coding, version=found.latest, answered_by=by)
    SplitChoice.objects.bulk_create(SplitChoice(answer=answer, code=part) for part in dict.fromkeys(parts))
    return answer


@transaction.atomic
def take_back_answer(*, answer: SplitAnswer, by: User) -> Coding:
    """Take back an answer of one's own: the coding waits again, the answer stays readable."""
    _hold(answer.coding)
    is_theirs = answer.answered_by_id == by.pk and not answer.coding.retracted_at
    if not is_theirs or not _supersede(answer.coding):
        raise CodingIsNotWaiting(_("This answer was taken back or carried on already. Nothing was changed."))
    return answer.coding


def _hold(coding: Coding) -> None:
    """Lock the assignment, as coding and moving a round do, then read the coding again."""
    Assignment.objects.select_for_update(no_key=True).get(pk=coding.assignment_id)
    coding.refresh_from_db(fields=["retracted_at"])


def _supersede(coding: Coding) -> int:
    return SplitAnswer.objects.filter(coding=coding, superseded_at__isnull=True).update(superseded_at=timezone.now())
