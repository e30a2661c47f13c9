"""Compute the facts of all threads again from their posts: answers, participants, depth, delays."""

from django.core.management.base import BaseCommand

from corpus import facts


class Command(BaseCommand):
    """Compute them and say what was wrong before."""

    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        """Compare, compute, say."""
        found = facts.check()
        facts.refresh()
        told = f"{found.missing} missing, {found.different} different, {found.left_over} left over"
        self.stdout.write(f"The facts of threads were computed again: {told}.")
