"""Explorations: begun on a thread, a search or a post, added to while one reads, closed for good."""

import pytest
from django.urls import reverse

from coding_app.projects.queries import beginnings
from coding_app.sampling import exploring, exploring_queries, steps
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.queries import study_rounds
from coding_app.sources.models import SavedSearch
from corpus import facts
from corpus.indexing import index
from corpus.models import ImportBatch, Post, Thread


@pytest.fixture
def ana(field):
    """Sign a coder in, over a corpus that can be searched."""
    for batch in ImportBatch.objects.all():
        index(batch)
    facts.refresh()
    return field.client(field.coders[0])


def url(field, name, *args):
    return reverse(f"sampling:exploration_{name}", args=[field.project.slug, *args])


def mine(field):
    return exploring_queries.explorations_of(field.project, field.coders[0])


def begin(field, client, query, **data):
    return client.post(f"{url(field, 'new')}?{query}", {"name": "Ma lecture", **data})


def positions(row):
    return list(row.assignments.order_by("position").values_list("unit__post__text", flat=True))


def test_all_posts_of_a_search_one_by_one(field, ana):
    page = ana.get(f"{url(field, 'new')}?q=message&profession=gp&since=2020-01&until=2020-02&order=oldest").text
    assert "6 posts of this search may be coded" in page and 'value="message"' in page
    answer = begin(field, ana, "q=message&profession=gp&since=2020-01&until=2020-02&order=oldest")
    row = mine(field).get()
    assert answer.status_code == 303 and answer["Location"].endswith(f"?round={row.number}")
    assert positions(row) == [f"message {month}/{place}" for month in (1, 2) for place in range(3)]
    assert (row.number, row.state, row.is_blind, row.kind) == (500_001, "open", False, "exploration")
    assert (row.units, row.handled, row.codebook_version) == (6, 0, field.version)
    assert row.sample.recipe["search"].startswith("q=message")
    assert {one.coder for one in row.assignments.all()} == {field.coders[0]}
    assert ana.get(answer["Location"]).text.count("exploration</span>") == 1


def test_a_saved_search_names_its_exploration(field, ana):
    SavedSearch.objects.create(project=field.project, name="Litière", query="q=message", created_by=field.manager)
    listed = ana.get(reverse("sources:thread_list", args=[field.project.slug])).text
    assert "explorations/new/?q=message&amp;name=Liti%C3%A8re" in listed
    assert 'value="Litière"' in ana.get(f"{url(field, 'new')}?q=message&name=Liti%C3%A8re").text


@pytest.mark.parametrize(("unit_kind", "units"), [("post", 3), ("thread", 1)])
def test_a_thread_post_by_post_or_as_a_whole(field, ana, unit_kind, units):
    thread = Thread.objects.first()
    page = ana.get(f"{url(field, 'new')}?thread={thread.uuid}").text
    assert "3 posts of this thread may be coded" in page and "the thread as a whole" in page
    begin(field, ana, f"thread={thread.uuid}", unit_kind=unit_kind)
    row = mine(field).get()
    assert (row.units, row.unit_kind) == (units, unit_kind)
    assert set(Unit.objects.values_list("thread", flat=True)) == {thread.pk}


def test_no_more_than_one_evening_takes(field, ana, monkeypatch):
    monkeypatch.setattr(exploring, "MOST_UNITS", 4)
    page = ana.get(url(field, "new")).text
    assert "60 posts of this search" in page and "holds 4 posts at most: the first 4" in page
    begin(field, ana, "")
    assert mine(field).get().units == 4


def test_posts_of_an_import_nobody_reviewed_and_posts_without_words_stay_out(field, ana):
    ImportBatch.objects.filter(source=field.doctors).update(reviewed_at=None, reviewed_by="")
    Post.objects.filter(source=field.helpers, position=2).update(availability="deleted")
    begin(field, ana, "q=message")
    assert mine(field).get().units == 20
    thread = Thread.objects.filter(source=field.doctors).first()
    assert "Nothing to code here" in ana.get(f"{url(field, 'new')}?thread={thread.uuid}").text
    refused = begin(field, ana, f"thread={thread.uuid}", unit_kind="thread")
    assert refused.status_code == 422 and mine(field).count() == 1


def test_without_a_published_version_nothing_begins(field, ana, monkeypatch):
    monkeypatch.setattr(exploring, "latest_published", lambda project: None)
    answer = begin(field, ana, "q=message")
    assert answer.status_code == 422 and "needs a published version" in answer.text
    assert not mine(field).exists() and not Unit.objects.exists()


def test_code_this_post_while_reading(field, ana):
    first, second = Post.objects.order_by("pk")[:2]
    thread = ana.get(reverse("sources:thread", args=[field.project.slug, first.thread.uuid])).text
    assert f'form="explore" name="post" value="{first.uuid}"' in thread
    answer = ana.post(url(field, "add"), {"post": first.uuid})
    row = mine(field).get()
    work = row.assignments.get()
    assert answer["Location"] == reverse("coding:workbench", args=[field.project.slug, work.uuid])
    assert "Reading of" in row.name and work.unit.post == first
    ana.post(url(field, "add"), {"post": second.uuid})
    again = ana.post(url(field, "add"), {"post": first.uuid})
    assert again["Location"] == answer["Location"]
    assert positions(row) == [first.text, second.text]
    assert list(row.sample.sample_units.values_list("position", flat=True).order_by("position")) == [1, 2]
    assert ana.get(answer["Location"]).status_code == 200


def test_with_several_open_ones_the_person_chooses(field, ana):
    post = Post.objects.last()
    begin(field, ana, "q=message&profession=gp", name="Un")
    begin(field, ana, "q=message&profession=gp", name="Deux")
    page = ana.post(url(field, "add"), {"post": post.uuid})
    assert page.status_code == 200 and "a new exploration" in page.text and mine(field).count() == 2
    chosen = mine(field).get(name="Un")
    ana.post(url(field, "add"), {"post": post.uuid, "exploration": chosen.uuid})
    assert mine(field).get(name="Un").units == 31
    ana.post(url(field, "add"), {"post": post.uuid, "exploration": "new"})
    assert sorted(mine(field).values_list("units", flat=True)) == [1, 30, 31]


def test_a_post_that_waits_in_a_blind_round_is_told_of_first(field, ana):
    row = steps.open_round(round=field.draw(size=60, double_share=0, triple_share=0), by=field.manager)
    post = row.assignments.filter(coder=field.coders[0]).first().unit.post
    other = row.assignments.exclude(coder=field.coders[0]).first().unit.post
    asked = ana.post(url(field, "add"), {"post": post.uuid})
    assert "also waits for you in an open blind round" in asked.text and not mine(field).exists()
    assert "20 of these posts also wait for you" in ana.get(url(field, "new")).text
    assert ana.post(url(field, "add"), {"post": post.uuid, "exploration": "new"}).status_code == 303
    assert ana.post(url(field, "add"), {"post": other.uuid}).status_code == 303  # a colleague's: not one's business


def test_closing_ends_it(field, ana):
    begin(field, ana, "q=message")
    row = mine(field).get()
    bob = field.client(field.coders[1])
    assert bob.post(url(field, "close", row.uuid)).status_code == 404
    assert ana.post(url(field, "close", row.uuid)).status_code == 303
    assert mine(field).get().state == "closed"
    assert ana.post(url(field, "close", row.uuid)).status_code == 409
    candidate = exploring_queries.candidates(Post.objects.all(), 1)[0]
    with pytest.raises(exploring.ExplorationIsClosed):
        exploring.add_to_exploration(exploration=row, candidate=candidate, by=field.coders[0])
    ana.post(url(field, "add"), {"post": Post.objects.first().uuid})  # begins another one
    assert [one.state for one in mine(field)] == ["open", "closed"]


def test_nobody_adds_to_somebody_elses(field, ana):
    begin(field, ana, "q=message")
    row, post = mine(field).get(), Post.objects.last()
    bob = field.client(field.coders[1])
    assert bob.post(url(field, "add"), {"post": post.uuid, "exploration": row.uuid}).status_code == 404
    candidate = exploring_queries.candidates(Post.objects.all(), 1)[0]
    with pytest.raises(exploring.ExplorationIsClosed):
        exploring.add_to_exploration(exploration=row, candidate=candidate, by=field.coders[1])
    assert Assignment.objects.filter(round=row).count() == 60


def test_a_manager_sees_how_many_and_nothing_else(field, ana):
    begin(field, ana, "q=message", name="Ma petite idée")
    page = field.client(field.manager).get(url(field, "list")).text
    assert "Explorations of the team" in page and "Ana" in page and "60" in page
    assert "Ma petite idée" not in page
    assert "Explorations of the team" not in field.client(field.coders[1]).get(url(field, "list")).text
    rounds = field.client(field.manager).get(reverse("sampling:round_list", args=[field.project.slug])).text
    assert "500001" not in rounds and "Ma petite idée" not in rounds


def test_rounds_of_the_study_keep_their_numbers(field, ana):
    begin(field, ana, "q=message")
    assert not beginnings(field.project).has_round
    row = field.draw()
    assert row.number == 1
    assert list(study_rounds(field.project)) == [row]
    assert Round.objects.count() == 2
    manager = field.client(field.manager)
    for name in ("round_open", "round_close"):
        assert manager.post(reverse(f"sampling:{name}", args=[field.project.slug, 500_001])).status_code == 404
    assert "exploration" not in manager.get(reverse("sampling:round_new", args=[field.project.slug])).text.lower()


@pytest.mark.parametrize("query", ["thread=nonsense", "thread=00000000-0000-0000-0000-000000000000"])
def test_a_thread_that_is_not_there(field, ana, query):
    assert ana.get(f"{url(field, 'new')}?{query}").status_code == 404
    assert ana.post(url(field, "add"), {"post": "nonsense"}).status_code == 404
    assert field.client(field.reader).get(url(field, "new")).status_code == 403
