"""Import a file from the command line: the same code, the same report as the wizard."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.core import jobs
from coding_app.core.errors import Refusal
from coding_app.core.models import Job
from coding_app.projects.models import Project
from coding_app.sources import checking, files, uploading
from coding_app.sources.actions import FileRefused, create_source
from coding_app.sources.models import Upload
from coding_app.sources.record_forms import RecordForm
from coding_app.sources.recording import record_source
from coding_app.sources.sentences import unreadable_sentence
from corpus.importers import registry
from corpus.importers.base import Recipe, UnreadableFile
from corpus.importers.mapping import BY_NAME, ORDERS
from corpus.models import ImportBatch, Platform, Profession, Source

FIGURES = (
    *("rows", "posts", "threads", "authors", "orphans", "duplicates", "changed", "vanished", "refused"),
    *("rejected", "warnings"),
)
_FIELDS = ("date_order", "timezone")


class Command(BaseCommand):
    """manage.py import_source --project P --source S --platform X --profession gp FILE."""

    help = "Import a file of posts into a source; the source is made when it is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="CSV, TSV, XLSX, JSON or JSON lines")
        parser.add_argument("--project", required=True, help="slug of the project")
        parser.add_argument("--source", required=True, help="name of the source")
        parser.add_argument("--platform", required=True, choices=Platform.values)
        parser.add_argument("--profession", required=True, choices=Profession.values)
        parser.add_argument("--access", default=Source.Access.PUBLIC, choices=Source.Access.values)
        parser.add_argument("--legal-basis", default="")
        parser.add_argument("--record", type=Path, help="JSON: the lines of the record of a new source")
        parser.add_argument("--by", default="", help="name of the account; the maker of the project by default")
        parser.add_argument("--format", default="auto", choices=["auto", *registry.NAMES])
        parser.add_argument("--mapping", type=Path, help='JSON: a recipe, or just {"text": "Message", ...}')
        parser.add_argument(
            "--option", action="append", default=[], metavar="NAME=VALUE",
            help="answer what the importer asks: captured_on=2020-02-20, date_order=dmy; may be given again",
        )  # fmt: skip
        parser.add_argument("--assume", action="store_true", help="let the importer assume what the file leaves open")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--json", action="store_true", help="print figures for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say why not; the exit code is 0 only when the file is in the corpus."""
        try:
            figures = self._run(options)
        except (Refusal, UnreadableFile) as error:
            sentence = unreadable_sentence(error) if isinstance(error, UnreadableFile) else str(error.sentence)
            if options["json"]:
                self.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False))
            raise CommandError(sentence) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
            return
        for name, value in figures.items():
            if name != "problems":
                self.stdout.write(f"{name:12} {value}")
        for problem in figures["problems"]:
            self.stdout.write(f"  {problem['line'] or '-'} {problem['column']} {problem['sentence']}")

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(name)s. Nothing was imported.") % {"name": path})
        project, by = _people(options)
        recipe = _answered(_recipe(path, options["format"], options["mapping"]), options["option"])
        if not options["assume"]:
            _require_answers(path, recipe)
        if options["dry_run"]:
            return _dry(_source(project, options) or _unsaved(project, options), path, recipe)
        with transaction.atomic():
            source = _source(project, options) or create_source(
                project=project,
                platform=options["platform"],
                name=options["source"],
                profession=options["profession"],
                access=options["access"],
                legal_basis=options["legal_basis"],
                by=by,
            )
            if options["record"]:
                record_source(project=project, source=source, lines=_lines(options["record"]), by=by)
        upload = uploading.keep_upload(
            project=project, source=source, file_name=path.name, chunks=files.blocks(path), by=by
        )
        uploading.choose_mapping(upload=upload, recipe=recipe)
        return _import(upload, by)


def _people(options: dict[str, Any]) -> tuple[Project, User]:
    project = Project.objects.select_related("created_by", "corpus").filter(slug=options["project"]).first()
    if project is None:
        raise CommandError(_("There is no project “%(slug)s”. Nothing was imported.") % {"slug": options["project"]})
    if not options["by"]:
        return project, project.created_by
    by = User.objects.filter(username=options["by"]).first()
    if by is None:
        raise CommandError(_("There is no account “%(name)s”. Nothing was imported.") % {"name": options["by"]})
    return project, by


def _source(project: Project, options: dict[str, Any]) -> Source | None:
    found = Source.objects.filter(corpus=project.corpus, platform=options["platform"], name=options["source"]).first()
    if found and found.profession != options["profession"]:
        raise CommandError(
            _(
                "The source “%(name)s” belongs to another profession. Nothing was imported. "
                "Give its profession, or another name."
            )
            % {"name": found.name}
        )
    return found


def _lines(path: Path) -> dict[str, Any]:
    """Return the lines of a source's record from a JSON file."""
    try:
        form = RecordForm(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CommandError(
            _("The record in %(name)s cannot be read as JSON. Nothing was imported.") % {"name": path}
        ) from error
    if not form.is_valid():
        wrong = "; ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
        raise CommandError(_("The record is not right: %(wrong)s. Nothing was imported.") % {"wrong": wrong})
    return {name: form.cleaned_data[name] for name in form.data if name in form.cleaned_data}


def _unsaved(project: Project, options: dict[str, Any]) -> Source:
    named = {name: options[name] for name in ("platform", "profession", "access")}
    return Source(corpus=project.corpus, name=options["source"], **named)


def _recipe(path: Path, format: str, mapping: Path | None) -> Recipe:
    """Return the recipe of the mapping file over what is found out from the file itself."""
    recipe = registry.guess_recipe(path, format)
    if mapping is None:
        return recipe
    try:
        given = json.loads(mapping.read_text("utf-8"))
        if isinstance(given, dict) and given and set(given) <= set(BY_NAME):
            given = {"columns": given}
        return Recipe.from_dict(recipe.to_dict() | given)
    except (OSError, ValueError, TypeError) as error:
        raise FileRefused(
            _("The mapping %(name)s cannot be used (%(reason)s). Nothing was imported.")
            % {"name": mapping.name, "reason": error}
        ) from error


def _answered(recipe: Recipe, answers: list[str]) -> Recipe:
    """Return the recipe with the answers given as name=value; raise CommandError for a name it does not know."""
    given = dict(one.partition("=")[::2] for one in answers)
    known = [one.name for one in registry.entry(recipe.format).options]
    unknown = sorted(given.keys() - {*known, *_FIELDS})
    if unknown:
        raise CommandError(
            _("This format has no option %(wrong)s; it has: %(known)s. Nothing was imported.")
            % {"wrong": ", ".join(unknown), "known": ", ".join([*known, *_FIELDS])}
        )
    order, zone = given.get("date_order", recipe.date_order), given.get("timezone", recipe.timezone)
    if order not in ORDERS:
        raise CommandError(
            _("The order of dates is one of: %(known)s. Nothing was imported.") % {"known": "dmy, mdy, ymd"}
        )
    told = {name: value for name, value in given.items() if name in known}
    return replace(recipe, options=recipe.options | told, date_order=order, timezone=zone)


def _require_answers(path: Path, recipe: Recipe) -> None:
    """Raise CommandError with the names of what the file leaves open, as the wizard would ask for it."""
    asked = registry.entry(recipe.format).questions(path, recipe)
    if asked:
        raise CommandError(
            _(
                "The file leaves open: %(names)s. Nothing was imported. "
                "Answer each with --option NAME=VALUE, or let it be assumed with --assume."
            )
            % {"names": ", ".join(asked)}
        )


def _dry(source: Source, path: Path, recipe: Recipe) -> dict[str, Any]:
    checked = checking.check_file(source, path, recipe, rows=None)
    problems = [_problem(p) for p in checked.problems]
    return {"state": "dry run"} | {name: getattr(checked.report, name) for name in FIGURES} | {"problems": problems}


def _import(upload: Upload, by: User) -> dict[str, Any]:
    try:
        job = uploading.import_now(upload=upload, by=by)
    except KeyboardInterrupt:
        # Without its file and with a cancel on it, no worker takes the import up again.
        jobs.request_cancel(job=Job.objects.get(upload=upload))
        raise
    finally:
        uploading.discard(upload=upload)
    if job.state != Job.State.DONE:
        raise CommandError(job.message)
    batch = ImportBatch.objects.get(uuid=job.result["batch"])
    known = {"state": "repeat", "posts": 0, "threads": 0, "authors": 0, "orphans": 0}
    known["duplicates"] = batch.posts_added + batch.duplicates
    changed = known if job.result["is_repeat"] else {"state": "imported"}
    first = [_problem(p) for p in checking.stored_problems(batch)]
    return _figures(batch) | changed | {"batch": str(batch.uuid), "problems": first}


def _figures(batch: ImportBatch) -> dict[str, Any]:
    return {
        "state": "",
        "rows": batch.rows_read,
        "posts": batch.posts_added,
        "threads": batch.threads_added,
        "authors": batch.authors_added,
        "orphans": batch.orphans,
        "duplicates": batch.duplicates,
        "changed": batch.changed,
        "vanished": batch.vanished,
        "refused": batch.refused,
        "rejected": batch.rejected,
        "warnings": batch.warnings,
    }


def _problem(line: checking.ProblemLine) -> dict[str, Any]:
    return {"line": line.line, "column": line.column, "sentence": line.sentence, "rejected": line.is_rejected}
