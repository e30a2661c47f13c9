"""Days in words."""

import datetime as dt

import pytest
from django.utils import translation

from coding_app.core import days


@pytest.mark.parametrize(
    ("language", "day", "words"), [("fr", 1, "1er mai 2020"), ("fr", 11, "11 mai 2020"), ("en", 1, "May 1, 2020")]
)
def test_french_has_an_ordinal_for_the_first_of_a_month(monkeypatch, language, day, words):
    monkeypatch.setattr(days, "pgettext", lambda _context, _message: "1er")  # as the catalog has it
    with translation.override(language):
        assert days.day_words(dt.date(2020, 5, day)) == words
