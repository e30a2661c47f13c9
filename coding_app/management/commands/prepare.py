"""Bring database and files up to date before the application starts, and say how to get in."""

import os
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from coding_app.accounts.actions import create_login_link, create_user
from coding_app.accounts.models import User
from coding_app.local.prepare import prepare
from coding_app.local.processes import SUPERVISED
from coding_app.local.session import say
from coding_app.projects.models import Membership, Project, Role

FIRST_ACCOUNT = "owner"
DEMO = "demo"
OPEN_AS_OWNER = "Open this link, which works once, to be the owner: "


class Command(BaseCommand):
    """Migrate, install the queue, collect the static files; each only when needed."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --demo, which builds the demo when it is missing."""
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Prepare, then print the links to open; `{address}` stands for what only the supervisor knows."""
        prepare()
        for line in demo_links() if options["demo"] else first_link():
            self.stdout.write(line if os.environ.get(SUPERVISED) == "yes" else line.replace("{address}", own_address()))


def demo_links() -> list[str]:
    """Build the demo if it is missing; return a line a person, the owner's last."""
    if not Project.objects.filter(slug=DEMO).exists():
        say("Building the demo (once) ...")
        call_command("build_demo", skip_checks=True)
    people = {role: demo_member(role) for role in (Role.CODER, Role.ADJUDICATOR, Role.OWNER)}
    links = {role: link(create_login_link(user=user, by=None)) for role, user in people.items()}
    owner = links.pop(Role.OWNER)
    return [*(f"  as {role.value}: {address}" for role, address in links.items()), OPEN_AS_OWNER + owner]


def demo_member(role: Role) -> User:
    """Return who came first to the demo in this role."""
    members = Membership.objects.filter(project__slug=DEMO, role=role, ended_at__isnull=True)
    return members.select_related("user").earliest("pk").user


def first_link() -> list[str]:
    """Return the one-time link of the first account, for as long as nobody has ever signed in."""
    if User.objects.filter(last_login__isnull=False).exists() or User.objects.exclude(username=FIRST_ACCOUNT).exists():
        return []
    user = User.objects.filter(username=FIRST_ACCOUNT).first()
    user = user or create_user(username=FIRST_ACCOUNT, display_name="Owner")
    return [OPEN_AS_OWNER + link(create_login_link(user=user, by=None))]


def own_address() -> str:
    """Return the address that ENTENTE_HOSTS and ENTENTE_HTTPS describe."""
    return f"{'https' if settings.HTTPS else 'http'}://{settings.ALLOWED_HOSTS[0]}/"


def link(token: str) -> str:
    """Return the address that spends a login link."""
    return f"{{address}}login/link/{token}/"
