"""The demo as its people see it: each page opens, and what was imported is left alone by htmx."""

import pytest
from django.urls import reverse

from corpus.models import Post
from tests.promises.test_pages import Page

PAGES = [
    ("home:home", "owner"), ("sources:thread_list", "reader"), ("codebook:codebook", "reader"),
    ("sampling:round_list", "manager"), ("coding:queue", "coder"), ("agreement:agreement", "reader"),
    ("review:review", "adjudicator"), ("summaries:professions", "reader"), ("exports:export_list", "adjudicator"),
    ("projects:team", "owner"), ("projects:job_list", "adjudicator"),
]  # fmt: skip
SHORTEST = 40


@pytest.fixture
def beginnings(world, db):
    """The beginnings of all posts that are long enough to be told from the words of the pages."""
    texts = Post.objects.filter(source__corpus=world.project.corpus_id).values_list("text", flat=True)
    return {" ".join(text.split())[:SHORTEST] for text in texts if len(text) > SHORTEST}


def posts_in(page, beginnings):
    for text, around in page.texts:
        if " ".join(text.split())[:SHORTEST] in beginnings:
            yield text, any("hx-ignore" in attributes for _tag, attributes in around)


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_sections_open(world, client_of, beginnings, name, role):
    answer = client_of(world.person(role)).get(reverse(name, args=[world.project.slug]))
    assert answer.status_code == 200
    assert [
        text for text, is_left_alone in posts_in(Page(answer.content.decode()), beginnings) if not is_left_alone
    ] == []


def test_a_whole_thread_is_left_alone(world, client_of, beginnings):
    post = Post.objects.filter(source__corpus=world.project.corpus_id, position=5).select_related("thread").first()
    answer = client_of(world.person("reader")).get(
        reverse("sources:thread", args=[world.project.slug, post.thread.uuid])
    )
    found = list(posts_in(Page(answer.content.decode()), beginnings))
    assert len(found) >= 3
    assert all(is_left_alone for _text, is_left_alone in found)


def test_the_unit_to_code_is_left_alone(world, client_of, beginnings):
    work = world.open_round.assignments.filter(coder=world.person("coder")).first()
    answer = client_of(world.person("coder")).get(reverse("coding:workbench", args=[world.project.slug, work.uuid]))
    found = list(posts_in(Page(answer.content.decode()), beginnings))
    assert found
    assert all(is_left_alone for _text, is_left_alone in found)
