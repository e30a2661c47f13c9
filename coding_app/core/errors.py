"""Refusals: one class for each thing that may be refused, with the sentence a person reads."""

from django.utils.functional import Promise

Sentence = str | Promise


class Refusal(Exception):
    """Say no, with what happened, what was kept and what to do."""

    status = 422

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotAllowed(Refusal):
    """Refuse an act that the person's role does not include."""

    status = 403


class Conflict(Refusal):
    """Refuse a write because something changed meanwhile."""

    status = 409


class Invalid(Refusal):
    """Refuse input that cannot be right."""

    status = 422
