"""Draw the sample of a round again from its recipe and say whether the same units come out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from coding_app.core.errors import Refusal
from coding_app.sampling.models import Round
from coding_app.sampling.redrawing import redraw
from coding_app.sampling.words import redraw_sentences


class Command(BaseCommand):
    """Check the recipe of one round; nothing is written."""

    help = "Draw the sample of a round again from its recipe and its seed, and compare. Ends with 1 if units differ."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the project and the round."""
        parser.add_argument("--project", required=True, help="short name of the project, as in its address")
        parser.add_argument("--round", required=True, type=int, help="number of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and print."""
        rounds = Round.objects.filter(project__slug=options["project"], number=options["round"])
        row = rounds.exclude(kind=Round.Kind.EXPLORATION).select_related("sample", "project", "origin").first()
        if row is None:
            raise CommandError(f"There is no round {options['round']} in a project {options['project']!r}.")
        try:
            found = redraw(row)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        with translation.override("en"):
            self.stdout.write("\n".join(redraw_sentences(found)))
        if not found.is_same:
            raise CommandError("The units differ.", returncode=1)
