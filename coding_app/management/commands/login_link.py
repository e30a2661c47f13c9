"""Make a link that signs somebody in once: for an account without a password, or with a forgotten one."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from coding_app.accounts.actions import create_login_link
from coding_app.accounts.models import User
from coding_app.management.commands.prepare import link


class Command(BaseCommand):
    """Print the link of one user."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user's name and the address people use."""
        parser.add_argument("username")
        parser.add_argument("--address", default="http://127.0.0.1:8765/")

    def handle(self, *args: object, **options: str) -> None:
        """Make the link and print it."""
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {options['username']}. No link was made.")
        self.stdout.write(link(create_login_link(user=user, by=None)).replace("{address}", options["address"]))
