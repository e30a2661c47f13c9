"""Bring codings made elsewhere into an open round, from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.coding import importing
from coding_app.coding.imported import readers
from coding_app.coding.imported.rows import SENTENCES, UnknownFile
from coding_app.coding.importing_plan import Wrong
from coding_app.core.errors import Refusal
from coding_app.sampling.models import Round

SHOWN = 50


class Command(BaseCommand):
    """manage.py import_codings --project P --round N FILE."""

    help = "Import codings into an open round: a table item,coder,code[,start,end], doccano JSONL, Label Studio JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, help="slug of the project")
        parser.add_argument("--round", required=True, type=int, help="number of the round, which must be open")
        parser.add_argument("--by", default="", help="name of the account; the maker of the project by default")
        parser.add_argument("--coder", default="", help="whose codings a doccano file holds; else the file's name")
        parser.add_argument("--coders", default="", help="who is who in Label Studio: 1=ana,2=boris")
        parser.add_argument("--skip", action="store_true", help="leave wrong rows out instead of writing nothing")
        parser.add_argument("--none", action="store_true", help="answer open dimensions with “none applies”")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or say which rows are wrong; the exit code is 0 only when something or everything was taken."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(name)s. Nothing was imported.") % {"name": path})
        chosen, by = _places(options)
        try:
            rows = readers.read(path, coder=options["coder"], coders=_coders(options["coders"]))
            outcome = importing.import_codings(
                round=chosen, rows=rows, by=by, skips=options["skip"], fills=options["none"]
            )
        except UnknownFile as error:
            raise CommandError(f"{_(SENTENCES['file_unknown'])} {_('Nothing was imported.')}") from error
        except importing.CodingsRefused as refusal:
            self._tell(refusal.wrong)
            raise CommandError(str(refusal.sentence)) from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        self._tell(outcome.wrong)
        for name in ("added", "known", "units", "submitted"):
            self.stdout.write(f"{name:10} {getattr(outcome, name)}")
        self.stdout.write(f"{'left out':10} {len(outcome.wrong)}")

    def _tell(self, wrong: tuple[Wrong, ...]) -> None:
        for one in wrong[:SHOWN]:
            self.stderr.write(f"  {one.line}  {_(SENTENCES[one.reason]) % {'value': one.value}}")
        if len(wrong) > SHOWN:
            self.stderr.write(_("  and %(n)s more") % {"n": len(wrong) - SHOWN})


def _places(options: dict[str, Any]) -> tuple[Round, User]:
    rounds = Round.objects.select_related("project__created_by").exclude(kind=Round.Kind.EXPLORATION)
    found = rounds.filter(project__slug=options["project"], number=options["round"])
    chosen = found.first()
    if chosen is None:
        raise CommandError(
            _("There is no round %(number)s in a project “%(slug)s”. Nothing was imported.")
            % {"number": options["round"], "slug": options["project"]}
        )
    if not options["by"]:
        return chosen, chosen.project.created_by
    by = User.objects.filter(username=options["by"]).first()
    if by is None:
        raise CommandError(_("There is no account “%(name)s”. Nothing was imported.") % {"name": options["by"]})
    return chosen, by


def _coders(told: str) -> dict[str, str]:
    """Return who is who of `1=ana,2=boris`."""
    pairs = (part.partition("=") for part in told.split(",") if "=" in part)
    return {number.strip(): name.strip() for number, _sign, name in pairs}
