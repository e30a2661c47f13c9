"""Every form of a date that the field writes, and those that do not exist."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from corpus.importers.dates import DateRefused, OrderVotes, read_moment, relative

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("written", "expected", "status", "precision"),
    [
        ("2021-05-18T19:24:56.000Z", "2021-05-18T19:24:56", "utc", "second"),
        ("2023-04-20 23:21:13+00:00", "2023-04-20T23:21:13", "utc", "second"),
        ("2023-04-20T23:21:13+02:00", "2023-04-20T21:21:13", "offset", "second"),
        ("Thu Apr 20 23:21:13 +0000 2023", "2023-04-20T23:21:13", "utc", "second"),
        ("1610005273", "2021-01-07T07:41:13", "utc", "second"),
        ("1610005273.0", "2021-01-07T07:41:13", "utc", "second"),
        ("1610005273000", "2021-01-07T07:41:13", "utc", "second"),
        ("12/03/2025 09:14", "2025-03-12T08:14:00", "local_assumed", "minute"),
        ("26/09/2019 à 22:39", "2019-09-26T20:39:00", "local_assumed", "minute"),
        ("12/03/25 14h", "2025-03-12T13:00:00", "local_assumed", "minute"),
        ("20 avril 2023 à 14h30", "2023-04-20T12:30:00", "local_assumed", "minute"),
        ("dimanche 3 février 2019, 10:00:01", "2019-02-03T09:00:01", "local_assumed", "second"),
        ("April 20, 2023 2:05 PM", "2023-04-20T12:05:00", "local_assumed", "minute"),
        ("1/4/23, 7:02\u202fPM", "2023-04-01T17:02:00", "local_assumed", "minute"),
        ("2020-10-05 18:12:23 EDT", "2020-10-05T22:12:23", "offset", "second"),
        ("1er mai 2020", "2020-04-30T22:00:00", "local_assumed", "day"),
        ("20200403", "2020-04-02T22:00:00", "local_assumed", "day"),
        ("2020-04", "2020-03-31T22:00:00", "local_assumed", "month"),
        ("43831", "2019-12-31T23:00:00", "local_assumed", "day"),
        ("43831,5", "2020-01-01T11:00:00", "local_assumed", "second"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59", "utc", "second"),
    ],
)
def test_known_forms(written, expected, status, precision):
    found = read_moment(written, order="dmy", zone=PARIS)
    assert (found.at.replace(tzinfo=None).isoformat(), found.status, found.precision) == (expected, status, precision)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/2020", "date_impossible"),
        ("2021-02-29T10:00:00Z", "date_impossible"),
        ("13/13/2020", "date_impossible"),
        ("2020-03-01T24:00", "date_impossible"),
        ("2020-01-01T00:00:00+15:00", "date_impossible"),
        ("9999-12-31T23:59:59-12:00", "date_out_of_range"),
        ("0020-01-01", "date_out_of_range"),
        ("99999999999999", "date_out_of_range"),
        ("hier", "date_relative"),
        ("2 sem.", "date_relative"),
        ("il y a 3 jours", "date_relative"),
        ("12/03/2025 plus tard", "date_unknown"),
        ("0", "date_unknown"),
        ("Mireille", "date_unknown"),
    ],
)
def test_refused_forms(written, code):
    with pytest.raises(DateRefused) as refused:
        read_moment(written, order="dmy", zone=PARIS)
    assert refused.value.code == code


def test_month_first_when_told():
    assert read_moment("02/03/2020", order="mdy", zone=ZoneInfo("UTC")).at.month == 2


@pytest.mark.parametrize(
    ("dates", "order", "remark"),
    [
        (["01/02/2020", "13/02/2020"], "dmy", ""),
        (["01/02/2020", "02/13/2020"], "mdy", ""),
        (["01/02/2020", "03/04/2020"], "dmy", "date_order_assumed"),
        (["02/13/2020", "13/02/2020", "14/02/2020"], "dmy", "date_order_mixed"),
        (["2020-02-01", "05/05/2020"], "dmy", ""),
    ],
)
def test_the_whole_file_decides_what_comes_first(dates, order, remark):
    votes = OrderVotes()
    for written in dates:
        votes.see(written)
    assert (votes.order(), votes.remark()) == (order, remark)


CAPTURED = date(2020, 3, 31)


@pytest.mark.parametrize(
    ("written", "expected", "precision"),
    [
        ("2 sem.", "2020-03-17T11:00", "week"),  # noon in Paris; summer time begins on the 29th
        ("2 semaines", "2020-03-17T11:00", "week"),
        ("3 j", "2020-03-28T11:00", "day"),
        ("3\u00a0j", "2020-03-28T11:00", "day"),
        ("1d", "2020-03-30T10:00", "day"),
        ("5 h", "2020-03-31T10:00", "day"),
        ("30 h", "2020-03-30T10:00", "day"),
        ("12 min", "2020-03-31T10:00", "day"),
        ("à l’instant", "2020-03-31T10:00", "day"),
        ("Just now", "2020-03-31T10:00", "day"),
        ("hier", "2020-03-30T10:00", "day"),
        ("Hier, à 14:30", "2020-03-30T12:30", "minute"),
        ("Yesterday at 2:30 PM", "2020-03-30T12:30", "minute"),
        ("avant-hier", "2020-03-29T10:00", "day"),
        ("aujourd’hui à 9h", "2020-03-31T07:00", "minute"),
        ("il y a 2 ans", "2018-03-31T10:00", "year"),
        ("il y a environ un an", "2019-03-31T10:00", "year"),
        ("2 weeks ago", "2020-03-17T11:00", "week"),
        ("about an hour ago", "2020-03-31T10:00", "day"),
        ("2 years ago (edited)", "2018-03-31T10:00", "year"),
        ("il y a 1 mois (modifié)", "2020-02-29T11:00", "month"),
        ("1 mois • Modifié", "2020-02-29T11:00", "month"),
        ("1w", "2020-03-24T11:00", "week"),
        ("3mo", "2019-12-31T11:00", "month"),
        ("3 mois", "2019-12-31T11:00", "month"),
        ("1 yr", "2019-03-31T10:00", "year"),
        ("la semaine dernière", "2020-03-24T11:00", "week"),
        ("12 mars", "2020-03-12T11:00", "day"),
        ("12 mars, 18:05", "2020-03-12T17:05", "minute"),
        ("le 1er mars à 8h15", "2020-03-01T07:15", "minute"),
        ("April 2 at 3:15 PM", "2019-04-02T13:15", "minute"),
        ("12 déc.", "2019-12-12T11:00", "day"),
    ],
)
def test_times_told_from_the_day_of_capture(written, expected, precision):
    found = relative(written, CAPTURED)
    assert found is not None
    assert (found.at.strftime("%Y-%m-%dT%H:%M"), found.status, found.precision) == (expected, "estimated", precision)


def test_an_hour_of_capture_makes_hours_count():
    seen = datetime(2020, 3, 31, 9, 30, tzinfo=PARIS)
    assert relative("5 h", seen).at.isoformat() == "2020-03-31T02:30:00+00:00"
    assert (relative("10 min", seen).at.isoformat(), relative("10 min", seen).precision) == (
        "2020-03-31T07:20:00+00:00",
        "hour",
    )


@pytest.mark.parametrize(
    "written",
    ["", "Mireille", "12 mars 2020", "9999 ans", "3 chats", "31 février", "hier soir", "5", "sem.", "J'aime", "9" * 70],
)
def test_what_tells_no_time_from_the_capture(written):
    assert relative(written, CAPTURED) is None
