"""A project with one source, a file of a helpers' group as Excel saves it in France, and the ways to bring it in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding_app.core import jobs
from coding_app.sources import files, uploading
from coding_app.sources.actions import create_source, import_file
from coding_app.sources.models import Upload
from corpus.models import Post, Source
from tests.factories import complete_record

HEADER = "Fil de discussion;Pseudo;Publié le;Contenu du message;Nb j'aime;En réponse à;Id message"
GROUP = [
    HEADER,
    "Litière;mimi_62;03/02/2020 08:15;Faut-il nettoyer la litière du chat ?;12;;m1",
    "Litière;Zouzou.AVS;03/02/2020 08:40;Non, ce n'est pas dans le contrat, @mimi_62 !;31;m1;m2",
    "Litière;mimi_62;03/02/2020 09:05;Œuvrer pour son bien-être, pourquoi pas… écris-moi à mimi@exemple.fr;2;m2;m3",
    "Litière;nanou;31/02/2020 10:00;Date impossible;0;m1;m4",
    "Trajets;nanou;25/12/2019 18:30;Trajets non payés : appelez le 06 12 34 56 78;5;;m5",
    "Trajets;Zouzou.AVS;26/12/2019 07:00;;1;m5;m6",
    "Perdu;nanou;27/12/2019 07:00;Je réponds à un message effacé;0;m99;m7",
]
NAMES = ("mimi_62", "zouzou", "nanou", "mimi@exemple.fr", "06 12 34 56 78")
"""What may be found in no table after an import, in lower case."""
COLUMNS = {
    "text": "Contenu du message",
    "author_handle": "Pseudo",
    "posted_at": "Publié le",
    "thread_external_id": "Fil de discussion",
    "external_id": "Id message",
    "parent_external_id": "En réponse à",
    "likes": "Nb j'aime",
}
READING = {"format": "table", "encoding": "cp1252", "delimiter": ";", "header_row": "1"}


def content(lines: list[str] | None = None) -> bytes:
    """Return a table as the bytes of an Excel-FR file."""
    return "\r\n".join(lines or GROUP).encode("cp1252")


def file(lines: list[str] | None = None, name: str = "groupe.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(lines))


def columns(**changes: str) -> dict[str, str]:
    """Return what the page of columns sends."""
    chosen = {f"column_{name}": column for name, column in (COLUMNS | changes).items()}
    return READING | chosen | {"date_order": "", "timezone": "Europe/Paris", "recipe_name": "", "act": "continue"}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path) -> Path:
    settings.UPLOADS_DIR, settings.SECRETS_DIR = tmp_path / "uploads", tmp_path / "secrets"
    return settings.UPLOADS_DIR


@pytest.fixture
def source(small) -> Source:
    return create_source(
        project=small.project,
        platform="facebook",
        name="Groupe d'essai",
        profession="home_help",
        access="closed",
        **complete_record(legal_basis="Accord du groupe"),
        by=small.manager,
    )


@pytest.fixture
def url(small) -> Callable[..., str]:
    return lambda name, *rest: reverse(f"sources:{name}", args=[small.project.slug, *rest])


@pytest.fixture
def manager(small, client_of):
    return client_of(small.manager)


@pytest.fixture
def waiting(small, source) -> Upload:
    """A file that waits, with its columns chosen."""
    upload = uploading.keep_upload(
        project=small.project, source=source, file_name="groupe.csv", chunks=[content()], by=small.manager
    )
    upload.options |= {"columns": COLUMNS}
    upload.save()
    return upload


@pytest.fixture
def run_job() -> Callable[[Upload], Upload]:
    """Do what the worker does with the job of an upload."""

    def run(upload: Upload) -> Upload:
        upload.refresh_from_db()
        jobs.run(upload.job.uuid)
        return Upload.objects.select_related("job", "batch").get(pk=upload.pk)

    return run


@pytest.fixture
def imported(small, source, tmp_path):
    """The group, imported."""
    return bring(source, small.manager, tmp_path)


def bring(source: Source, by, folder: Path, lines: list[str] | None = None):
    path = folder / "groupe.csv"
    path.write_bytes(content(lines))
    recipe = uploading.Recipe(columns=COLUMNS)
    return import_file(source=source, path=path, file_name="groupe.csv", by=by, recipe=recipe)


def texts() -> list[str]:
    return list(Post.objects.order_by("thread_id", "position").values_list("text", flat=True))


def stored(folder: Path) -> Iterator[Path]:
    """Yield the files that wait on the disk."""
    return (path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else iter(())


__all__ = [
    "COLUMNS",
    "GROUP",
    "HEADER",
    "NAMES",
    "READING",
    "bring",
    "columns",
    "content",
    "file",
    "files",
    "stored",
    "texts",
]
