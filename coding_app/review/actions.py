"""Writes about review: settle where coders differ; the codings stay."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding_app.accounts.models import User
from coding_app.agreement.queries import is_comparable
from coding_app.codebook.models import Code
from coding_app.coding import rules
from coding_app.coding.evidence import RoundIsBlind
from coding_app.coding.queries import questions, visible_codings
from coding_app.core.errors import Conflict, Invalid
from coding_app.core.events import record
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.sampling.models import Assignment, Round, Unit


class CaseIsUnknown(Invalid):
    """Refuse a unit or a dimension that the round does not ask."""


class CoderDidNotAnswer(Invalid):
    """Refuse to keep what somebody did not code."""


class ChoiceDoesNotFit(Invalid):
    """Refuse codes that a coder could not have chosen together."""


class ReasonIsMissing(Invalid):
    """Refuse a decision without a reason."""


class RoundIsSettled(Conflict):
    """Refuse a decision once the consensus of a round stands."""


class DecidedMeanwhile(Conflict):
    """Refuse a decision made in ignorance of a newer one."""


@transaction.atomic
def settle(
    *,
    round: Round,
    unit: Unit,
    dimension: Code,
    decision: str,
    reason: str,
    by: User,
    kept_coder: User | None = None,
    codes: Sequence[Code] = (),
    seen: str | None = None,
) -> Adjudication:
    """Decide on one dimension of a unit: keep the codings of one coder, or other codes, with a reason.

    The codings stay as they are. An earlier decision is superseded and stays readable; `seen` is the uuid of the one
    the person had before their eyes ("" for none), None to decide whatever stands.
    """
    if not is_comparable(round, by):
        raise RoundIsBlind
    if not reason.strip():
        raise ReasonIsMissing(
            _("Say in a word why: the reason is read later, beside the decision. Nothing was decided.")
        )
    question = _question(round, unit, dimension)
    keeps = decision == Adjudication.Decision.KEEP_CODER
    chosen = _kept(round, unit, question, kept_coder, by) if keeps else _fitting(question, codes)
    # Settling the round waits for decisions under way; those that come later are refused.
    if Round.objects.select_for_update(no_key=True).get(pk=round.pk).state == Round.State.SETTLED:
        raise RoundIsSettled(_("This round is settled: its consensus stands. Your decision was not added."))
    # Two people who decide on the same unit do it one after the other.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    _supersede(round, unit, dimension, seen, by)
    row = Adjudication.objects.create(
        round=round,
        unit=unit,
        dimension=dimension,
        decision=decision,
        kept_coder=kept_coder if keeps else None,
        reason=reason.strip(),
        made_by=by,
    )
    version = round.codebook_version_id
    ConsensusCoding.objects.bulk_create(
        ConsensusCoding(adjudication=row, code_id=code, version_id=version) for code in sorted(chosen)
    )
    record("disagreement_settled", by=by, project=round.project, about=row, round=round.number, decision=decision)
    return row


def _question(round: Round, unit: Unit, dimension: Code) -> rules.Question:
    """Find what is asked, or raise CaseIsUnknown."""
    found = next((question for question in questions(round, unit) if question.id == dimension.pk), None)
    if found is None or not Assignment.objects.filter(round=round, unit=unit).exists():
        raise CaseIsUnknown(_("This unit is not asked about this in this round. Nothing was decided."))
    return found


def _kept(round: Round, unit: Unit, question: rules.Question, coder: User | None, by: User) -> frozenset[int]:
    """Return the codes of one coder in the dimension, as submitted."""
    theirs = visible_codings(round, by).filter(
        assignment__unit=unit, assignment__coder=coder, assignment__submitted_at__isnull=False
    )
    codes = frozenset(theirs.filter(code__in=question.choices).values_list("code", flat=True)) if coder else frozenset()
    if not codes:
        raise CoderDidNotAnswer(_("This person did not code this. Nothing was decided. Keep somebody else's codings."))
    return codes


def _fitting(question: rules.Question, codes: Sequence[Code]) -> frozenset[int]:
    """Return the codes of a decision of one's own, if a coder could have chosen them together."""
    chosen = frozenset(code.pk for code in codes)
    if not chosen or not chosen <= question.choices:
        raise ChoiceDoesNotFit(_("Choose at least one code of this dimension, or “none applies”. Nothing was decided."))
    if len(chosen) > 1 and (question.selection == "one" or question.none in chosen):
        raise ChoiceDoesNotFit(
            _("These codes exclude one another: one code here, or “none applies” alone. Nothing was decided.")
        )
    return chosen


def _supersede(round: Round, unit: Unit, dimension: Code, seen: str | None, by: User) -> None:
    """End the decision that stands, unless it is another than the one that was seen."""
    standing = Adjudication.objects.filter(round=round, unit=unit, dimension=dimension, superseded_at__isnull=True)
    now = standing.select_related("made_by").first()
    if seen is not None and seen != (str(now.uuid) if now else ""):
        raise DecidedMeanwhile(
            _("Somebody decided on this meanwhile. Their decision is kept; yours was not added. Read it, then decide.")
        )
    standing.update(superseded_at=timezone.now(), superseded_by=by)
