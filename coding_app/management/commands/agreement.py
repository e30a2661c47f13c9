"""Print the agreement of a round: the figures of the page, computed by the same code."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding_app.agreement import queries, tables, words
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.lines import Line, Report
from coding_app.core.errors import Refusal
from coding_app.sampling.models import Round


class Command(BaseCommand):
    """Compute, keep and print the agreement of one round."""

    help = "Print the agreement of a round: percent, alpha with its interval, AC1, for each code and dimension."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the project and the round."""
        parser.add_argument("--project", required=True, help="short name of the project, as in its address")
        parser.add_argument("--round", required=True, type=int, help="number of the round")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute the figures, unless they are there, and print them."""
        row = (
            Round.objects.filter(project__slug=options["project"], number=options["round"])
            .exclude(state=Round.State.DRAFT)
            .exclude(kind=Round.Kind.EXPLORATION)
            .select_related("codebook_version", "project")
            .first()
        )
        if row is None:
            raise CommandError(f"There is no opened round {options['round']} in a project {options['project']!r}.")
        try:
            report = queries.report(compute_agreement(round=row, by=None))
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(tables.as_json(report), indent=2, ensure_ascii=False))
            return
        self.stdout.write(words.headline(report))
        for line in _lines(report):
            self.stdout.write(line)


def _lines(report: Report) -> list[str]:
    """Write one line a dimension and code."""
    found = [f"{'':34}{'units':>6}{'pairs':>6}{'%':>7}{'alpha':>7}  {'interval':14}{'AC1':>7}"]
    for group in report.groups:
        found.append(_line(group.dimension.slug, group.whole))
        found += [_line(f"  {line.entry.slug}", line) for line in group.codes]
    run = report.run
    return [*found, f"{report.threads} threads, seed {run.parameters['seed']}, data sha256 {run.data_sha256}"]


def _line(name: str, line: Line) -> str:
    alpha, percent, ac1 = line.alpha, line.percent, line.ac1
    if alpha is None or percent is None:
        return name
    written = [_number(each.value if each else None) for each in (percent, alpha, ac1)]
    interval = f"{_number(alpha.low)} {_number(alpha.high)}" if alpha.low is not None else ""
    reason = words.REASONS.get(alpha.undefined_because, "")
    return (
        f"{name:34}{alpha.units:6}{alpha.pairs:6}{written[0]:>7}{written[1]:>7}  {interval:14}{written[2]:>7}  {reason}"
    ).rstrip()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
