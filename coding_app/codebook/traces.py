"""What the codebook keeps of posts that are erased: examples go, questions lose their post and their words."""

from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.apps import apps

from coding_app.codebook.models import CodeExample, CodeQuestion

GONE = "█"


def forget_in_codebook(posts: Sequence[int]) -> None:
    """Delete examples on posts with their history, and blank the questions that point at them, history too.

    Runs inside the transaction of a lawful erasure, which opens what is frozen; the history has a trigger of its own.
    A question may quote the post, and so may its answer; that somebody asked and somebody answered stays.
    """
    examples = list(CodeExample.objects.filter(post__in=posts).values_list("pk", flat=True))
    CodeExample.objects.filter(pk__in=examples).delete()
    questions = CodeQuestion.objects.filter(post__in=posts)
    asked = list(questions.values_list("pk", flat=True))
    questions.exclude(answer="").update(answer=GONE)
    questions.update(text=GONE, post=None, start=None, end=None)
    with pgtrigger.ignore("coding_app.CodeExampleEvent:append_only", "coding_app.CodeQuestionEvent:append_only"):
        _history("CodeExampleEvent").objects.filter(pgh_obj__in=examples).delete()
        events = _history("CodeQuestionEvent").objects.filter(pgh_obj__in=asked)
        events.exclude(answer="").update(answer=GONE)
        events.update(text=GONE, post=None, start=None, end=None)


def _history(name: str) -> Any:
    return apps.get_model("coding_app", name)
