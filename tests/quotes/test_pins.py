"""Pins: two a profession, only of what everybody may see, ended and never lost."""

import pytest
from django.db import IntegrityError, transaction

from coding_app.core.models import Event
from coding_app.quotes import actions
from coding_app.quotes.models import PinnedQuote
from corpus.models import Post
from tests.quotes.conftest import Browser
from tests.quotes.test_code_page import mark


def live():
    rows = PinnedQuote.objects.filter(ended_at__isnull=True).order_by("place")
    return [(row.place, row.post.text.split()[1], row.profession) for row in rows]


def test_two_quotes_are_pinned_and_a_third_is_refused(study, browser):
    page = browser()
    for name in ("p1", "p2"):
        assert page.pin(study.posts[name].uuid).status_code == 303
    assert page.pin(study.posts["p8"].uuid).status_code == 409
    assert live() == [(1, "p1", "home_help"), (2, "p2", "home_help")]
    first = PinnedQuote.objects.get(place=1)
    assert page.client.post(page.url("pin_end", "stance.for", first.uuid)).status_code == 303
    assert page.pin(study.posts["p8"].uuid).status_code == 303
    assert live() == [(1, "p8", "home_help"), (2, "p2", "home_help")]
    assert PinnedQuote.objects.count() == 3  # the ended one stays
    assert page.client.post(page.url("pin_end", "stance.for", first.uuid)).status_code == 409
    assert [event.verb for event in Event.objects.order_by("pk")][-4:] == [
        "quote_pinned", "quote_pinned", "quote_unpinned", "quote_pinned",
    ]  # fmt: skip


def test_the_database_refuses_a_third(study):
    common = {"code": study.codes["stance.for"], "profession": "home_help", "pinned_by": study.people["coder"]}
    PinnedQuote.objects.create(place=1, post=study.posts["p1"], **common)
    for place, post in ((1, "p2"), (3, "p2"), (2, "p1")):
        with pytest.raises(IntegrityError), transaction.atomic():
            PinnedQuote.objects.create(place=place, post=study.posts[post], **common)


@pytest.mark.parametrize("quote", ["", "x", "7.7", "{p3}", "{p1}.0", "{p1}.0.5", "{p1}.a.b", "{p1}.0.999999999"])
def test_what_nobody_coded_so_is_not_pinned(study, browser, quote):
    text = quote.format(**{name: post.uuid for name, post in study.posts.items()})
    assert browser().pin(text).status_code == 422
    assert live() == []


def test_a_passage_is_pinned_as_a_passage(study, browser):
    mark(study, "p3", "coder", 3, 8)
    assert browser().pin(f"{study.posts['p3'].uuid}.3.8").status_code == 303
    html = browser().get("code").content.decode()
    assert '<blockquote lang="fr">texte\n</blockquote>' in html
    assert "Unpin" in html


def test_pins_tell_nothing_of_a_blind_open_round(open_study):
    page = Browser(open_study, "coder")
    assert page.pin(open_study.posts["p1"].uuid).status_code == 422
    assert ">Pin<" not in page.get("code").content.decode()
    assert live() == []


def test_readers_pin_nothing_and_a_foreign_code_does_not_exist(study, browser):
    assert browser("reader").pin(study.posts["p1"].uuid).status_code == 403
    assert "Unpin" not in browser("reader").get("code").content.decode()
    assert browser("stranger").pin(study.posts["p1"].uuid).status_code == 404


def test_a_pinned_post_that_is_gone_shows_what_became_of_it(study, browser):
    post = study.posts["p1"]
    actions.pin(
        project=study.project, code=study.codes["stance.for"], post=post.uuid, start=None, end=None,
        by=study.people["coder"],
    )  # fmt: skip
    Post.objects.filter(pk=post.pk).update(availability=Post.Availability.WITHHELD)
    html = browser().get("code").content.decode()
    assert "withheld by the platform" in html
    assert " p1 " not in html
