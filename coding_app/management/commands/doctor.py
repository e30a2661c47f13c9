"""Say what lies where, and whether it works."""

import sys

from django.core.management.base import BaseCommand

from coding_app.local.doctor import examine

MARKS = {True: "ok", False: "PROBLEM", None: ""}


class Command(BaseCommand):
    """Print one line a finding; end with 1 when there is a problem."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Examine the instance and print what was found."""
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{MARKS[finding.is_well]:8}{finding.subject:20}{finding.text}")
        problems = sum(finding.is_well is False for finding in findings)
        if problems:
            self.stderr.write(f"{problems} of {len(findings)} findings need a look.")
            sys.exit(1)
