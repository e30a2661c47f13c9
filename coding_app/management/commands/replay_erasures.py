"""Erase again, after a restore, whoever asked to be left out since the copy was made."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coding_app.sources.erasure_actions import forget_work
from corpus import erasing, vault


class Command(BaseCommand):
    """manage.py replay_erasures."""

    help = "Do the erasures of var/erasures.jsonl again; harmless at any time, needed after every restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay the list, guard the vault again, and say what was done."""
        vault.guard()
        done = erasing.replay(traces=forget_work, reason="Erased again after a restore.", by="Entente")
        if options["verbosity"] == 0:
            return
        self.stdout.write(
            _("Erasures on the list: %(listed)s. People erased again: %(again)s, with %(posts)s posts.")
            % {"listed": done.listed, "again": done.again, "posts": done.posts}
        )
