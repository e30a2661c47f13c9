"""The steps of a round: in their order, once, with a name and a time; the page says what each does before it."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from coding_app.core.models import Event
from coding_app.home.sentences import SENTENCES
from coding_app.sampling import steps, timeline
from coding_app.sampling.models import Round

TAKE = {"opened": steps.open_round, "closed": steps.close_round, "revealed": steps.reveal_round}
ORDER = ["opened", "closed", "revealed", "settled"]


def take(row, name, by):
    """Take one step."""
    return steps.settle_round(round=row, unresolved=2, by=by) if name == "settled" else TAKE[name](round=row, by=by)


def stand_at(field, name):
    """Draw a round and take its steps up to one."""
    row = field.draw()
    for each in ORDER[: ORDER.index(name) + 1]:
        row = take(row, each, field.manager)
    return row


def url(field, name, app="sampling"):
    return reverse(f"{app}:{name}", args=[field.project.slug, 1])


def test_each_step_has_a_name_and_a_time_and_a_line_in_the_journal(field):
    row = stand_at(field, "settled")
    assert row.state == "settled"
    for name in ORDER:
        assert getattr(row, f"{name}_by") == field.manager and getattr(row, f"{name}_at") is not None
        assert f"round_{name}" in SENTENCES
    said = Event.objects.filter(verb__startswith="round_", object_uuid=row.uuid).order_by("pk")
    assert list(said.values_list("verb", flat=True)) == ["round_drawn", *(f"round_{name}" for name in ORDER)]
    assert said.last().detail == {"unresolved": 2}
    assert row.opened_at <= row.closed_at <= row.revealed_at <= row.settled_at


@pytest.mark.parametrize("here", [None, *ORDER])
def test_a_step_out_of_turn_is_refused_and_nothing_changes(field, here):
    row = stand_at(field, here) if here else field.draw()
    following = ORDER[0] if here is None else next(iter(ORDER[ORDER.index(here) + 1 :]), None)
    before = Round.objects.filter(pk=row.pk).values().get()
    for name in ORDER:
        if name != following:
            with pytest.raises(steps.RoundHasMoved):
                take(row, name, field.manager)
    assert Round.objects.filter(pk=row.pk).values().get() == before


def test_a_draft_is_withdrawn_for_good_and_keeps_its_number(field, client_of):
    row = field.draw()
    manager = client_of(field.manager)
    page = manager.get(url(field, "round"))
    assert url(field, "round_withdraw") in page.text
    assert manager.post(url(field, "round_withdraw")).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.withdrawn_by, row.withdrawn_at is None) == ("draft", field.manager, False)
    assert (
        Event.objects.filter(verb="round_withdrawn", object_uuid=row.uuid).exists() and "round_withdrawn" in SENTENCES
    )
    assert manager.get(url(field, "round")).status_code == 404
    assert row.name not in manager.get(reverse("sampling:round_list", args=[field.project.slug])).text
    for step in (steps.open_round, steps.withdraw_round):
        with pytest.raises(steps.RoundHasMoved):
            step(round=row, by=field.manager)
    assert field.draw().number == 2


def test_what_is_open_is_not_withdrawn(field):
    with pytest.raises(steps.RoundHasMoved, match="Only a draft"):
        steps.withdraw_round(round=stand_at(field, "opened"), by=field.manager)


def test_the_database_takes_one_step_at_a_time(field):
    row = stand_at(field, "closed")
    with pytest.raises(DatabaseError, match="only moves forward"), transaction.atomic():
        Round.objects.filter(pk=row.pk).update(
            state="settled", revealed_at=row.closed_at, revealed_by=field.manager, settled_at=row.closed_at,
            settled_by=field.manager,
        )  # fmt: skip


def test_the_timeline_tells_what_was_done_and_what_is_next(field):
    row = stand_at(field, "closed")
    told = timeline.steps(row, timeline.events(field.project, row))
    assert [(step.state, step.at is not None, step.is_next) for step in told] == [
        ("draft", True, False), ("open", True, False), ("closed", True, False), ("revealed", False, True),
        ("settled", False, False),
    ]  # fmt: skip
    assert told[2].facts == {"not_submitted": 28}


SAID = {
    "draft": ("Its coders can begin.", "round_open"),
    "open": ("28 units not submitted stay as they are and enter no figure.", "round_close"),
    "closed": ("This cannot be taken back", "round_reveal"),
    "revealed": ("The consensus stands", None),
}


@pytest.mark.parametrize("state", SAID)
def test_the_page_says_what_the_next_step_does_and_managers_take_it(field, state):
    row = field.draw() if state == "draft" else stand_at(field, {"open": "opened"}.get(state, state))
    words, name = SAID[state]
    goal = url(field, name) if name else url(field, "round_settle", "review")
    page = field.client(field.manager).get(url(field, "round")).text
    assert words in page and goal in page
    others = field.client(field.coders[0])
    assert goal not in others.get(url(field, "round")).text
    if name:
        assert others.post(goal).status_code == 403
        assert field.client(field.manager).post(goal).status_code == 303
        assert field.client(field.manager).post(goal).status_code == 409
        assert Round.objects.get(pk=row.pk).state != state


def test_coders_are_told_that_a_closed_round_is_not_revealed(field):
    row = stand_at(field, "closed")
    agreement = f'href="{reverse("agreement:agreement", args=[field.project.slug])}?round=1"'
    mine, managers = field.client(field.coders[0]), field.client(field.manager)
    assert "This round is closed and not revealed yet" in mine.get(url(field, "round")).text
    assert agreement not in mine.get(url(field, "round")).text
    assert agreement in managers.get(url(field, "round")).text
    steps.reveal_round(round=row, by=field.manager)
    assert agreement in mine.get(url(field, "round")).text


def test_the_list_names_the_round_that_another_extends(field):
    first = field.draw(name="Premier")
    second = field.draw(name="Suite", seed=8)
    Round.objects.filter(pk=second.pk).update(origin=first, due_on="2020-05-04")
    steps.open_round(round=Round.objects.get(pk=second.pk), by=field.manager)
    page = " ".join(
        field.client(field.reader).get(reverse("sampling:round_list", args=[field.project.slug])).text.split()
    )
    assert f'extends <a href="{url(field, "round")}">round 1, Premier</a>' in page
    assert "the day has passed" in page
