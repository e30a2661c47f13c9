"""Read uploads, sources, imports and their problems, always of one project."""

from django.db.models import Q, QuerySet
from django.http import QueryDict

from coding_app.accounts.models import User
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sources.filtering import filters_of
from coding_app.sources.marks import facets_of
from coding_app.sources.models import SavedSearch, Upload
from corpus import post_search
from corpus import queries as corpus_queries
from corpus.models import (
    Attachment,
    ImportBatch,
    ImportProblem,
    ImportRecipe,
    Post,
    Source,
    TextChange,
    Vanishing,
)


def uploads(project: Project) -> QuerySet[Upload]:
    """Return the uploads of a project."""
    return Upload.objects.filter(project=project).select_related("source", "job", "batch", "created_by")


def waiting_uploads(project: Project) -> QuerySet[Upload]:
    """Return the files that were brought and not imported yet, the latest first."""
    return uploads(project).filter(discarded_at__isnull=True).order_by("-created_at")


def upload_of_job(job: Job) -> Upload:
    """Return the upload a job is to import."""
    return Upload.objects.select_related("source__corpus__project", "job__created_by", "batch").get(
        uuid=job.parameters["upload"], project=job.project
    )


def sources(project: Project) -> QuerySet[Source]:
    """Return the sources of a project by name."""
    return corpus_queries.sources(project.corpus)


def recipes(project: Project) -> QuerySet[ImportRecipe]:
    """Return the saved ways to read a file."""
    return ImportRecipe.objects.filter(corpus=project.corpus).order_by("name")


def batches(project: Project) -> QuerySet[ImportBatch]:
    """Return the imports of a project, the latest first."""
    return corpus_queries.batches(project.corpus)


def problems(batch: ImportBatch) -> QuerySet[ImportProblem]:
    """Return the problems of an import: what was rejected first, then remarks, each by line."""
    return ImportProblem.objects.filter(batch=batch).order_by("severity", "line", "pk")


def attachments(project: Project) -> QuerySet[Attachment]:
    """Return what hangs on the posts of a project."""
    return Attachment.objects.filter(post__source__corpus=project.corpus).select_related(
        "post__thread", "post__source__corpus"
    )


def saved_searches(project: Project) -> QuerySet[SavedSearch]:
    """Return the saved searches of a project by name."""
    return SavedSearch.objects.filter(project=project).select_related("created_by").order_by("name")


def text_changes(batch: ImportBatch) -> QuerySet[TextChange]:
    """Return the other wordings an import brought: those to decide first; `is_unreviewed`: its import waits."""
    rows = TextChange.objects.filter(batch=batch).select_related(
        "batch", "post__author", "post__thread", "post__source__corpus__project"
    )
    return rows.annotate(is_unreviewed=_IS_UNREVIEWED).order_by("decision", "pk")


def unreviewed_wordings(batch: ImportBatch) -> QuerySet[TextChange]:
    """Return the other wordings an import brought that wait for its review."""
    return TextChange.objects.filter(_IS_UNREVIEWED, batch=batch)


_IS_UNREVIEWED = Q(decision="", batch__reviewed_at__isnull=True)


def vanished(batch: ImportBatch) -> QuerySet[Vanishing]:
    """Return the posts that an import should have met and did not."""
    return Vanishing.objects.filter(batch=batch).select_related("post__author", "post__thread").order_by("post_id")


def matching_posts(project: Project, by: User, params: QueryDict) -> QuerySet[Post]:
    """Return every post that a state of the corpus browser finds, in its order; `by` decides which marks count.

    The facets choose threads; words, author, kind, part and question mark choose posts in them. Posts of batches that
    were not reviewed are among them.
    """
    extra = facets_of(project, by)
    filters = filters_of(params, extra, for_posts=True)
    return post_search.matching(project.corpus_id, filters, {facet.name: facet.threads for facet in extra})
