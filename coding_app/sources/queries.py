"""Read uploads, sources, imports and their problems, always of one project."""

from django.db.models import QuerySet

from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sources.models import Upload
from corpus import queries as corpus_queries
from corpus.models import ImportBatch, ImportProblem, ImportRecipe, Source


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
