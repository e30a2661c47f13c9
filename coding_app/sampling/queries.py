"""Reads about rounds: who may be drawn, which there are, what is still to do in them."""

from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from coding_app.projects.models import Membership, Project
from coding_app.projects.permissions import PERMISSIONS, Permission
from coding_app.sampling.models import Assignment, Round
from corpus.models import ImportBatch, Source


class Candidate(NamedTuple):
    """A thread or post that may be drawn."""

    thread_id: int
    post_id: int


def waiting_for_review(project: Project) -> QuerySet[ImportBatch]:
    """Return the finished imports of which nothing may be drawn yet, because nobody looked at what was masked."""
    return (
        ImportBatch.objects.filter(
            source__corpus=project.corpus_id, reviewed_at__isnull=True, state=ImportBatch.State.DONE
        )
        .select_related("source")
        .order_by("pk")
    )


def study_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study: not explorations, which are one person's own, nor drafts that were withdrawn."""
    return Round.objects.filter(project=project, withdrawn_at=None).exclude(kind=Round.Kind.EXPLORATION)


def rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study with their counts of units, assignments and submissions, newest first."""
    return (
        study_rounds(project)
        .select_related(
            "project",
            "codebook_version",
            "sample",
            "origin",
            "created_by",
            "opened_by",
            "closed_by",
            "revealed_by",
            "settled_by",
        )
        .annotate(
            units=Count("assignments__unit", distinct=True),
            assigned=Count("assignments", filter=Q(assignments__released_at__isnull=True)),
            submitted=Count("assignments", filter=Q(assignments__submitted_at__isnull=False)),
            skipped=Count("assignments", filter=Q(assignments__skipped_at__isnull=False)),
            handled=F("submitted") + F("skipped"),
        )
        .prefetch_related("moves__from_version", "moves__to_version", "moves__moved_by")
        .order_by("-number")
    )


def sources(project: Project) -> QuerySet[Source]:
    """Return the sources a round may be limited to."""
    return Source.objects.filter(corpus=project.corpus_id).order_by("profession", "name")


def coders(project: Project) -> QuerySet[Membership]:
    """Return the live memberships of people who may code, by name."""
    roles = [role for role, permissions in PERMISSIONS.items() if Permission.CODE in permissions]
    return (
        Membership.objects.select_related("user")
        .filter(project=project, role__in=roles, ended_at__isnull=True)
        .order_by("user__display_name", "id")
    )


# Work --------------------------------------------------------------------------------------------------------------


def held() -> QuerySet[Assignment]:
    """Return the assignments that lie with their coders: those handed on to somebody else are left out."""
    return Assignment.objects.filter(released_at__isnull=True)


def to_do() -> QuerySet[Assignment]:
    """Return the assignments that their coders have neither submitted nor skipped as not codable."""
    return held().filter(submitted_at__isnull=True, skipped_at__isnull=True)
