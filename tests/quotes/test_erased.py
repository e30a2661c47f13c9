"""A pin of a post that is erased goes with its history; the place is free again."""

from django.apps import apps
from django.db import connection

from coding_app.exports import traces
from coding_app.quotes.models import PinnedQuote
from corpus.masking import lawfully, unlawfully
from tests.quotes.conftest import Browser


def test_pins_of_erased_posts_go_with_their_history_and_leave_their_place(study):
    page = Browser(study, "coder")
    for name in ("p1", "p2"):
        page.pin(study.posts[name].uuid)
    first = PinnedQuote.objects.get(place=1)
    page.client.post(page.url("pin_end", "stance.for", first.uuid))
    page.pin(study.posts["p8"].uuid)
    assert page.pin(study.posts["p6"].uuid).status_code == 409
    lawfully()
    assert traces.forget([study.posts["p1"].pk, study.posts["p2"].pk]) == 12
    unlawfully()
    assert [row.post for row in PinnedQuote.objects.all()] == [study.posts["p8"]]
    events = apps.get_model("coding_app", "PinnedQuoteEvent")
    assert {event.post_id for event in events.objects.all()} == {study.posts["p8"].pk}
    assert page.pin(study.posts["p6"].uuid).status_code == 303
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
