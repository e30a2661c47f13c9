"""Write an export of a project to a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coding_app.core.errors import Refusal
from coding_app.exports.actions import write_to
from coding_app.exports.formats import FORMATS
from coding_app.exports.writers.profiles import PROFILES
from coding_app.projects.models import Project


class Command(BaseCommand):
    """Write the same file as the export page."""

    help = "Writes the codings or the codebook of a project to a file; blind rounds that are open are left out."

    def add_arguments(self, parser: Any) -> None:
        """Take the project, the format, the profile and the file."""
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project, as in its address")
        parser.add_argument("--format", default="long_csv", choices=list(FORMATS))
        parser.add_argument("--profile", default="rfc4180", choices=list(PROFILES))
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say its digest."""
        path: Path = options["out"]
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"No project has the address {options['project']}. Nothing was written.")
        try:
            written = write_to(project=project, format=options["format"], profile=options["profile"], path=path)
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {written.rows} rows, {written.size} bytes, sha256 {written.sha256}")
