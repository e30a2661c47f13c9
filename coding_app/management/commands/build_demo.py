"""Build the demo project if it is not there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from coding_app.accounts.actions import create_login_link
from coding_app.accounts.models import User
from coding_app.demo.build import PEOPLE, SLUG, build
from coding_app.projects.models import Project

LINKS_FOR = ("owner", "coder", "adjudicator")


class Command(BaseCommand):
    """Build the demo, and print one-time login links."""

    help = "Builds the demo project if it is not there; --links prints one line a person: role, token."

    def add_arguments(self, parser: Any) -> None:
        """Take --links."""
        parser.add_argument("--links", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build in one transaction: there is a whole demo or none."""
        if not Project.objects.filter(slug=SLUG).exists():
            with transaction.atomic(), connection.cursor() as cursor:
                # Thousands of deferred checks would be walked through again after each statement.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                build()
        if options["links"]:
            for name in LINKS_FOR:
                token = create_login_link(user=User.objects.get(username=PEOPLE[name][0]), by=None)
                self.stdout.write(f"{name} {token}")
