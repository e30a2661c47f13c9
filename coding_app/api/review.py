"""What was decided where coders differed: the consensus, which is nobody's coding."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.agreement.queries import computable_rounds
from coding_app.api.filters import PageFilters
from coding_app.api.pages import page, paged
from coding_app.api.projects import PersonSerializer
from coding_app.api.queue import UnitSerializer
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.projects.models import Project
from coding_app.projects.permissions import Permission
from coding_app.review.models import Adjudication
from coding_app.review.queries import decisions_of


class DecisionSerializer(serializers.ModelSerializer[Adjudication]):
    """A decision that stands: the codes of one dimension of one unit, and why."""

    round = serializers.IntegerField(source="round.number")
    unit = UnitSerializer()
    dimension = serializers.CharField(source="dimension.slug")
    codes = serializers.SerializerMethodField()
    kept_coder = PersonSerializer(allow_null=True)
    made_by = PersonSerializer()

    class Meta:
        model = Adjudication
        fields = [
            "uuid", "round", "unit", "dimension", "codes", "decision", "kept_coder", "reason", "made_by", "made_at",
        ]  # fmt: skip

    def get_codes(self, decision: Adjudication) -> list[str]:
        """Return the codes decided, "none applies" included."""
        return sorted(row.code.slug for row in decision.consensus_codings.all())


class ConsensusFilters(PageFilters):
    """Understand which decisions are wanted."""

    round = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000, help_text="Number of a round.")


@extend_schema(operation_id="consensus_list", responses=paged(DecisionSerializer))
@project_resource(filters=ConsensusFilters, GET=Permission.REVIEW)
def consensus_list(request: ProjectApiRequest) -> Response:
    """List the decisions that stand in the rounds that may be compared."""
    rows = _decisions(request.project)
    if number := request.wanted.get("round"):
        rows = rows.filter(round__number=number)
    return page(request, rows, DecisionSerializer)


def _decisions(project: Project) -> QuerySet[Any]:
    rows = decisions_of(computable_rounds(project)).select_related(
        "made_by", "kept_coder", "round", "dimension", "unit__thread", "unit__post"
    )
    return rows.prefetch_related("consensus_codings__code")
