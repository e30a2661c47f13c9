"""The board: counts, pace and time left of each coder, and nothing of what anybody coded."""

import datetime as dt

import pytest
from django.urls import reverse

from coding_app.sampling import board, steps
from coding_app.sampling.models import Assignment, Round
from coding_app.sampling.pace import Pace

TODAY = dt.date(2021, 3, 10)


def at(day, hour, minute=0):
    """Return a moment of March 2021 in Paris."""
    return dt.datetime(2021, 3, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.fixture
def row(field):
    """Ana has 15 units, did 8: six of a sitting on the 1st, two on the 3rd, one of them skipped; bob brought two."""
    row = steps.open_round(
        round=field.draw(size=30, double_share=0, triple_share=0, coders=field.coders[:2]), by=field.manager
    )
    ana, bob = (list(row.assignments.filter(coder=one).order_by("position")) for one in field.coders[:2])
    done = [at(1, 9, 3 * unit) for unit in range(6)] + [at(3, 0, 10)]
    for work, when in zip(ana, done, strict=False):
        Assignment.objects.filter(pk=work.pk).update(submitted_at=when)
    Assignment.objects.filter(pk=ana[7].pk).update(skipped_at=at(3, 0, 20), doubted_at=at(3, 0, 19))
    Assignment.objects.filter(pk__in=[work.pk for work in bob[:2]]).update(submitted_at=at(2, 8))
    return row


def test_counts_and_pace_by_hand(field, row):
    ana, bob = board.board(row, TODAY).lines
    assert (ana.coder, ana.assigned, ana.submitted, ana.skipped, ana.doubts, ana.left) == (
        field.coders[0],
        15,
        7,
        1,
        1,
        7,
    )
    # Five times three minutes, once ten; the night between is a pause. 00:10 in Paris is the 2nd in London.
    assert ana.pace == Pace(units=8, days=2, timed=6, seconds=1500.0)
    assert (ana.days_left, ana.minutes_left, ana.time_left) == (2, 30, "30 min")
    # Two at the same moment were brought by a program.
    assert (bob.pace, bob.days_left, bob.time_left) == (Pace(2, 1, 0, 0.0), 7, "")
    whole = board.board(row, TODAY)
    assert (whole.assigned, whole.handled, whole.left, whole.doubts) == (30, 10, 20, 1)


@pytest.mark.parametrize(
    ("due", "late"),
    [("2021-03-08", ["Ana", "Bob"]), ("2021-03-10", ["Ana", "Bob"]), ("2021-03-11", ["Bob"]), ("2021-03-16", [])],
)
def test_who_will_not_be_done_in_time(row, due, late):
    row.due_on = dt.date.fromisoformat(due)
    found = board.board(row, TODAY)
    assert [line.coder.display_name for line in found.lines if found.is_late(line)] == late


def test_two_statements_however_many(row, django_assert_num_queries):
    with django_assert_num_queries(2):
        board.board(row, TODAY)


def page(field, who):
    return field.client(who).get(reverse("sampling:round", args=[field.project.slug, 1])).text


def test_pace_is_told_to_its_coder_and_to_managers(field, row):
    Round.objects.filter(pk=row.pk).update(due_on="2021-03-08")
    mine, managers, readers = (page(field, who) for who in (field.coders[0], field.manager, field.reader))
    assert (managers.count("a day of coding"), mine.count("a day of coding"), readers.count("a day of coding")) == (
        2,
        1,
        0,
    )
    assert "Last activity" in mine and "Last activity" not in readers
    assert "after the due day" in managers and "the day has passed" in readers
