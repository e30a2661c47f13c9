"""Rounds, with counts only: what was coded in them is read from /codings/."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from coding_app.agreement import queries as agreement
from coding_app.agreement.tables import as_json
from coding_app.api.errors import NotThere
from coding_app.api.resources import ProjectApiRequest, project_resource
from coding_app.coding.evidence import RoundIsBlind
from coding_app.projects.permissions import Permission
from coding_app.sampling import queries
from coding_app.sampling.blindness import RoundIsNotRevealed
from coding_app.sampling.models import Round


class RoundSerializer(serializers.ModelSerializer[Round]):
    """One pass of coders over a sample under one codebook version."""

    codebook_version = serializers.IntegerField(source="codebook_version.number")
    seed = serializers.IntegerField(source="sample.seed")
    population = serializers.IntegerField(source="sample.population")
    recipe = serializers.JSONField(source="sample.recipe")
    units = serializers.IntegerField()
    assigned = serializers.IntegerField()
    submitted = serializers.IntegerField()

    class Meta:
        model = Round
        fields = [
            "uuid", "number", "name", "kind", "unit_kind", "state", "is_blind", "codebook_version", "double_share",
            "triple_share", "instructions", "seed", "population", "recipe", "units", "assigned", "submitted",
            "created_at", "opened_at", "closed_at", "revealed_at", "settled_at", "due_on",
        ]  # fmt: skip


class FigureSerializer(serializers.Serializer[dict[str, object]]):
    """One coefficient of one code or dimension, over all coders or one pair, over all units or a subset of them."""

    dimension = serializers.CharField()
    code = serializers.CharField(help_text="Empty for the dimension as a whole.")
    metric = serializers.CharField()
    subset = serializers.CharField(help_text="What units or coders it is limited to; empty for the whole round.")
    subset_value = serializers.CharField(help_text="Slug, uuid or number of it; of a difference both.")
    coder_a = serializers.CharField(help_text="Empty for all coders.")
    coder_b = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    se = serializers.FloatField(allow_null=True, help_text="Standard error over resamples of threads.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    below_667 = serializers.FloatField(allow_null=True, help_text="Share of the resamples under .667.")
    below_800 = serializers.FloatField(allow_null=True, help_text="Share of the resamples under .800.")
    no_interval = serializers.CharField(help_text="Why there is no interval.")
    undefined_share = serializers.FloatField(allow_null=True, help_text="Share of the resamples without a value.")
    units = serializers.IntegerField()
    pairs = serializers.IntegerField()
    prevalence = serializers.FloatField(allow_null=True)
    undefined_because = serializers.CharField()
    verdict = serializers.CharField()
    level = serializers.CharField(help_text="nominal, ordinal, interval, ratio; set: any number of codes at once.")
    categories = serializers.IntegerField(allow_null=True, help_text="Those the codebook declares, used or not.")


class AgreementSerializer(serializers.Serializer[dict[str, object]]):
    """How far the coders of a round agree, with the digest of the data behind it."""

    project = serializers.CharField()
    round = serializers.IntegerField()
    codebook_version = serializers.IntegerField()
    is_blind = serializers.BooleanField()
    app_version = serializers.CharField()
    made_at = serializers.DateTimeField()
    data_sha256 = serializers.CharField()
    parameters = serializers.DictField()
    threads = serializers.IntegerField()
    verdicts = serializers.DictField(child=serializers.IntegerField())
    coders = serializers.DictField(child=serializers.CharField())
    figures = FigureSerializer(many=True)


@extend_schema(operation_id="round_list", responses=RoundSerializer(many=True))
@project_resource(GET=Permission.VIEW_ROUNDS)
def round_list(request: ProjectApiRequest) -> Response:
    """List the rounds, newest first."""
    return Response(RoundSerializer(queries.rounds(request.project), many=True).data)


@extend_schema(operation_id="round", responses=RoundSerializer)
@project_resource(GET=Permission.VIEW_ROUNDS)
def one_round(request: ProjectApiRequest, number: int) -> Response:
    """Return one round."""
    return Response(RoundSerializer(get_object_or_404(queries.rounds(request.project), number=number)).data)


@extend_schema(operation_id="round_agreement", responses=AgreementSerializer)
@project_resource(GET=Permission.VIEW_AGREEMENT)
def round_agreement(request: ProjectApiRequest, number: int) -> Response:
    """Return the newest figures of a round; 409 until this person may see its codings, 404 until they are computed."""
    row = get_object_or_404(agreement.rounds(request.project), number=number)
    if not agreement.is_comparable(row, request.user):
        raise RoundIsNotRevealed if row.is_over else RoundIsBlind
    run = agreement.latest_run(row)
    if run is None:
        raise NotThere(_("The figures of this round were not computed yet. Compute them on its agreement page."))
    return Response(as_json(agreement.report(run)))
