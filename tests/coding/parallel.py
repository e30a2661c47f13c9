"""Run by test_parallel.py in a process of its own: many connections act on one assignment at the same moment."""

import json
import threading
import uuid
from types import SimpleNamespace

import django
import pghistory

django.setup()

from django.db import connection, transaction  # noqa: E402

from coding_app.accounts.actions import create_user  # noqa: E402
from coding_app.coding import actions, queries, standing  # noqa: E402
from coding_app.coding.refusals import StaleOperation  # noqa: E402
from coding_app.projects.actions import add_member, create_project  # noqa: E402
from coding_app.sampling.models import Assignment  # noqa: E402
from tests.coding.conftest import Coded, make_coded  # noqa: E402

CROWD = 10


def world() -> Coded:
    """Commit a small round under names that nobody else uses."""
    mark = uuid.uuid4().hex[:8]
    people = {
        name: create_user(username=f"{name}-{mark}", display_name=name)
        for name in ("owner", "manager", "coder", "second_coder")
    }
    project = create_project(name=f"Parallèle {mark}", by=people["owner"])
    for name, role in [("manager", "manager"), ("coder", "coder"), ("second_coder", "coder")]:
        add_member(project=project, user=people[name], role=role, by=people["owner"])
    return make_coded(SimpleNamespace(project=project, people=people))


def together(work: object) -> list[object]:
    """Let a crowd do the same thing at once; return what each got."""
    gate, got = threading.Barrier(CROWD), []

    def one(number: int) -> None:
        gate.wait()
        try:
            got.append(work(number))
        except Exception as error:  # the crowd's answers are counted, whatever they are
            got.append(type(error).__name__)
        finally:
            connection.close()

    crowd = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return got


def main() -> dict[str, object]:
    """Five crowds: the same act, rival acts, rivals who look again and repeat, or on one passage; a unit held up."""
    coded = world()
    by = coded.people["coder"]
    codes = [
        entry
        for question in queries.structure(coded.round.codebook_version).questions[:1]
        for entry in sorted(question.codes)
    ]
    same, name = coded.assignment("coder", 0), uuid.uuid4()
    answers = together(lambda _n: coded.act(same, "apply", "law.tasks", operation_id=name, after=0).sequence)
    rivals = coded.assignment("coder", 1)
    first = coded.code("law.tasks")
    won = together(
        lambda _n: (
            actions.perform(
                assignment=rivals, operation_id=uuid.uuid4(), kind="apply", code=first, after=0, by=by
            ).sequence
        )
    )
    patient = coded.assignment("coder", 2)

    def insist(number: int) -> int:
        after = 0
        while True:
            try:
                return actions.perform(
                    assignment=patient,
                    operation_id=uuid.uuid4(),
                    kind="apply",
                    after=after,
                    by=by,
                    code=first.__class__(pk=codes[number]),
                ).sequence
            except StaleOperation as stale:
                after = stale.state.sequence

    order = together(insist)
    passages = coded.assignment("coder", 3)

    def mark(number: int) -> str:
        """Put rival codes of one dimension on the same passage: one of them stands in the end."""
        after = 0
        while True:
            try:
                code = coded.code(("act.question", "act.other")[number % 2])
                actions.perform(
                    assignment=passages, operation_id=uuid.uuid4(), kind="apply", after=after, by=by, code=code,
                    start=0, end=7, quote="Regarde",
                )  # fmt: skip
            except StaleOperation as stale:
                after = stale.state.sequence
            else:
                return code.slug

    marks = together(mark)
    held = coded.assignment("coder", 4)
    standing._LOCK = standing._LOCK.replace("'1s'", "'50ms'")
    with transaction.atomic():
        Assignment.objects.select_for_update().get(pk=held.pk)
        busy = together(lambda _n: coded.act(held, "apply", "law.tasks").sequence)
    with pghistory.context(user=by.pk):
        coded.act(held, "apply", "law.tasks")
    told = [event.pgh_context.metadata for event in held.codings.get().history.all()]
    live = passages.codings.filter(retracted_at=None).values_list("start", "end")
    return {
        "held": [busy, held.operations.count(), told == [{"user": by.pk}]],
        "passages": [len(marks), passages.operations.count(), list(live)],
        "same": [answers, same.operations.count(), same.codings.count()],
        "rivals": [sorted(map(str, won)), rivals.operations.count()],
        "patient": [sorted(order), patient.codings.filter(retracted_at=None).count()],
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
