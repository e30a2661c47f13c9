"""The posts behind a figure: as many as the figure says, each leading to its thread."""

import pytest
from django.urls import reverse

from coding_app.summaries import queries
from coding_app.summaries.comparison import behind
from coding_app.summaries.pages import Comparison
from tests.summaries.small_study import code_unit, draw, finish

MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


def url(study, slug="topic.pay"):
    return reverse("summaries:posts_behind", args=[study.project.slug, study.codes[slug].uuid])


@pytest.fixture
def page(study, client_of):
    client = client_of(study.reader)
    client.cookies["django_language"] = "en"

    def get(slug="topic.pay", **query):
        return client.get(url(study, slug), {"profession": "home_help", **query})

    return get


def test_each_figure_has_as_many_units_behind_it(study):
    comparison = Comparison(study.project, queries.selection(study.project, study.people["manager"]))
    lines = [line for section in comparison.sections for line in section.lines if line.cells]
    assert len(lines) == 5
    for line in lines:
        for cell in line.cells:
            with_code = behind(comparison.analysis, line.entry.id, cell.profession, all_counted=False)
            counted = behind(comparison.analysis, line.entry.id, cell.profession, all_counted=True)
            assert (len(with_code), len(counted)) == (cell.share.n_with, cell.share.n_posts)
            assert set(with_code) <= set(counted)


def test_the_posts_and_what_their_value_rests_on(study, page):
    found = page().context["found"]
    posts = {post.pk: name for name, post in study.posts.items()}
    assert [(posts[one.unit.post_id], one.basis) for one in found] == [
        ("H1.0", "applied by 2 of 2 coders"),
        ("H1.1", "applied by 2 of 3 coders"),
        ("H2.0", "decided in review"),
        ("H2.1", "applied by 1 of 1 coder"),
    ]


def test_a_post_is_shown_with_its_alias_source_text_and_the_way_to_its_thread(study, page):
    content = page().content.decode()
    post = study.posts["H1.0"]
    way = reverse("sources:thread", args=[study.project.slug, post.thread.uuid])
    assert f'href="{way}?post={post.uuid}#post-{post.uuid}"' in content
    assert "AD-001" in content
    assert "Aides à domicile" in content
    assert "Bonjour ; on me doit 3 heures" in content


def test_all_that_is_counted(page):
    answer = page(which="all")
    assert answer.context["page"].paginator.count == 5


def test_replies_only_where_only_replies_are_asked(study, page):
    assert page("answer.advice", which="all").context["page"].paginator.count == 3


def test_threads_are_shown_by_their_opening(study, page):
    row = draw(study.project, study.version, [(study.posts["H1.0"], [study.coder])], unit_kind="thread")
    code_unit(study, row, "H1.0", "coder", {"topic.pay"})
    finish(row, study.owner)
    [one] = page(unit="thread").context["found"]
    assert (one.unit.post_id, one.text) == (None, "Bonjour ; on me doit 3 heures, j'attends")


def test_a_round_that_is_open_and_blind_shows_nothing(study, page):
    row = draw(study.project, study.version, [(study.posts["H1.2"], [study.coder])])
    code_unit(study, row, "H1.2", "coder", {"topic.pay"})
    assert len(page().context["found"]) == 4
    assert page(round="2").status_code == 404


def test_a_profession_without_posts_has_an_empty_list(page):
    answer = page(profession="other")
    assert (answer.status_code, answer.context["found"]) == (200, [])


@pytest.mark.parametrize("profession", ["", "nurse"])
def test_no_profession_is_404(page, profession):
    assert page(profession=profession).status_code == 404


@pytest.mark.parametrize("slug", ["topic", "topic.work"])
def test_a_heading_has_no_figure(page, slug):
    assert page(slug).status_code == 404


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_posts_behind_by_role(study, client_of, role, status):
    assert client_of(study.people[role]).get(url(study), {"profession": "gp"}).status_code == status


def test_nothing_is_written_here(study, client_of):
    assert client_of(study.owner).post(url(study)).status_code == 405


def test_statements_do_not_grow_with_the_posts(study, page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(13):
        page(which="all")
