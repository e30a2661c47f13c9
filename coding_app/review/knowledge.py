"""What rounds that are over tell those who draw a new one; the answer to coding_app.sampling.known.

Nothing of a round that is still open is told, to nobody: a sample would give away what a blind round hides.
"""

import datetime as dt
from itertools import groupby

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from coding_app.coding.models import Coding
from coding_app.coding.queries import structure
from coding_app.projects.models import Project
from coding_app.review.models import Adjudication, ConsensusCoding
from coding_app.review.queries import State, cases
from coding_app.sampling.known import Rates
from coding_app.sampling.models import Round, SampleUnit, Unit
from coding_app.sampling.queries import study_rounds
from corpus.models import Post

# Units that were drawn with another chance than others count for those they stand for (Hajek's share: weighted yes
# over weighted answers). Seeded units stand for nobody, and a coder may answer one on several passages. What was
# decided about a unit stands in the place of what each of its coders answered.
_RATES = """
WITH place AS (SELECT * FROM unnest(%(codes)s::bigint[], %(dimensions)s::bigint[]) AS m(code, dimension)),
decided AS MATERIALIZED (
    SELECT d.unit_id, d.dimension_id, x.code_id
      FROM coding_app_adjudication d JOIN coding_app_consensuscoding x ON x.adjudication_id = d.id
     WHERE d.round_id = %(round)s AND d.superseded_at IS NULL
), submitted AS MATERIALIZED (
    SELECT a.id, a.unit_id, su.weight FROM coding_app_assignment a JOIN coding_app_round r ON r.id = a.round_id
    JOIN coding_app_sampleunit su ON su.sample_id = r.sample_id AND su.unit_id = a.unit_id AND NOT su.is_calibration
    WHERE a.round_id = %(round)s AND a.submitted_at IS NOT NULL
      AND (%(units)s::bigint[] IS NULL OR a.unit_id = ANY(%(units)s::bigint[]))
), answers AS MATERIALIZED (
    SELECT s.id, m.code, m.dimension, s.weight FROM coding_app_coding c
    JOIN submitted s ON s.id = c.assignment_id JOIN place m ON m.code = c.code_id
    WHERE c.retracted_at IS NULL
      AND NOT EXISTS (SELECT FROM decided d WHERE d.unit_id = s.unit_id AND d.dimension_id = m.dimension)
    UNION
    SELECT s.id, m.code, m.dimension, s.weight FROM submitted s
    JOIN decided d ON d.unit_id = s.unit_id JOIN place m ON m.code = d.code_id
)
SELECT code, dimension, sum(weight), count(*) FROM answers GROUP BY code, dimension
UNION ALL SELECT NULL, dimension, sum(weight), count(*)
    FROM (SELECT DISTINCT id, dimension, weight FROM answers) d GROUP BY dimension
"""


class Knowledge:
    """Answer by the codings and the decisions of closed rounds."""

    def units_with(self, project: Project, code: str, until: dt.datetime | None) -> QuerySet[Unit]:
        """Return the units that bear a code (uuid) in a round closed by then, or in a decision made by then."""
        closed = study_rounds(project).filter(state__in=Round.OVER)
        decided = ConsensusCoding.objects.filter(
            code__uuid=code, adjudication__round__in=study_rounds(project), adjudication__unit=OuterRef("pk")
        )
        if until:
            closed = closed.filter(closed_at__lte=until)
            decided = decided.filter(adjudication__made_at__lte=until)
        decided = decided.filter(_stood(until))
        coded = Coding.objects.filter(
            code__uuid=code,
            retracted_at__isnull=True,
            assignment__submitted_at__isnull=False,
            assignment__round__in=closed,
            assignment__unit=OuterRef("pk"),
        )
        return Unit.objects.filter(Exists(coded) | Exists(decided), project=project)

    def settled_units(self, round: Round, until: dt.datetime | None) -> list[int]:
        """Return the ids of the units of which everything was agreed or settled by then, in the order of the draw."""
        if not round.is_over:
            return []
        decisions = Adjudication.objects.filter(round=round)
        if until:
            decisions = decisions.filter(made_at__lte=until)
        decided = set(decisions.values_list("unit", "dimension"))
        settled = set()
        for unit, of_unit in groupby(cases(round), key=lambda case: case.unit.pk):
            if all(
                case.state == State.AGREE or (case.state == State.SETTLED and (unit, case.dimension.pk) in decided)
                for case in of_unit
            ):
                settled.add(unit)
        drawn = SampleUnit.objects.filter(sample__round=round).order_by("position").values_list("unit", flat=True)
        return [unit for unit in drawn if unit in settled]

    def rates(self, project: Project, among: QuerySet[Post] | None = None) -> Rates | None:
        """Return how frequent each code was in the latest closed round, or None; `among`: in these posts only.

        By what was decided where it was, else by what coders answered.
        """
        latest = (
            study_rounds(project)
            .filter(state__in=Round.OVER, assignments__submitted_at__isnull=False)
            .select_related("codebook_version")
            .order_by("-closed_at", "-pk")
            .first()
        )
        if latest is None:
            return None
        units = None
        if among is not None:
            drawn = Unit.objects.filter(sample_units__sample__round=latest)
            units = list(drawn.filter(post__in=among.values("pk")).values_list("pk", flat=True))
        return _rates(latest, units)


def _stood(until: dt.datetime | None) -> Q:
    """Return the decisions that stand, or stood then."""
    stands = Q(adjudication__superseded_at__isnull=True)
    return stands | Q(adjudication__superseded_at__gt=until) if until else stands


def _rates(round: Round, units: list[int] | None) -> Rates:
    questions = structure(round.codebook_version).questions
    pairs = [(code, question.id) for question in questions for code in question.choices]
    bound = {
        "round": round.pk,
        "units": units,
        "codes": [code for code, _dimension in pairs],
        "dimensions": [dimension for _code, dimension in pairs],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RATES, bound)
        rows = cursor.fetchall()
    answers = {dimension: (weight, count) for code, dimension, weight, count in rows if code is None}
    chosen = {code: weight for code, _dimension, weight, _count in rows if code is not None}
    shares = {code: chosen.get(code, 0.0) / answers[dimension][0] for code, dimension in pairs if dimension in answers}
    return Rates(round, max((count for _weight, count in answers.values()), default=0), shares)
