"""A day in words, as the language of the reader writes it."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import pgettext


def day_words(day: dt.date) -> str:
    """Write a day in full: 1 January 2020. French has an ordinal for the first of a month: 1er janvier 2020."""
    words = str(date_format(day, "DATE_FORMAT"))
    first, space, rest = words.partition(" ")
    return f"{pgettext('first day of a month', '1')}{space}{rest}" if first == "1" else words
