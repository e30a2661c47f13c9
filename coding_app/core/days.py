"""A day in words, as the language of the reader writes it."""

import datetime as dt
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext


def day_words(day: dt.date) -> str:
    """Write a day in full: 1 January 2020. French has an ordinal for the first of a month: 1er janvier 2020."""
    return _written(get_language(), day.date() if isinstance(day, dt.datetime) else day)


@lru_cache(1 << 12)
def _written(_language: str | None, day: dt.date) -> str:
    """Write a day; the posts of a thread have the same few days again and again."""
    words = str(date_format(day, "DATE_FORMAT"))
    first, space, rest = words.partition(" ")
    return f"{pgettext('first day of a month', '1')}{space}{rest}" if first == "1" else words
