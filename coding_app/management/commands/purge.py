"""Take the words of sources away whose time is over."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coding_app.sources.erasure_actions import purge_source
from corpus import retention


class Command(BaseCommand):
    """manage.py purge [--dry-run] [--json]."""

    help = "Purge every source whose time is over and which no reason keeps; print a report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--dry-run", action="store_true", help="name the sources, change nothing")
        parser.add_argument("--json", action="store_true", help="print the report for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge one source after another; each is done or untouched."""
        report: list[dict[str, Any]] = []
        for source in retention.over(timezone.localdate()):
            line: dict[str, Any] = {"source": source.name, "kept_until": str(source.retain_until)}
            if not options["dry_run"]:
                done = purge_source(project=source.corpus.project, source=source, by=None)
                line |= done._asdict()
            report.append(line)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for line in report:
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in line.items()))
        if not report:
            self.stdout.write(_("No source is past its time. Nothing was changed."))
