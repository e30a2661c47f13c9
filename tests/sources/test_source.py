"""The list of sources and the page of one: figures, quality, distributions."""

from datetime import date

import pytest

from coding_app.projects.actions import create_project
from coding_app.sources.actions import create_source
from corpus import quality
from corpus.models import Post
from corpus.quality import Gap
from tests.factories import complete_record
from tests.sources.conftest import GROUP, HEADER, bring

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_source_pages_by_role(small, client_of, url, imported, source, role, status):
    client = client_of(small.people[role])
    assert client.get(url("source_list")).status_code == status
    assert client.get(url("source", source.uuid)).status_code == status


def test_a_source_of_another_project_is_not_there(small, client_of, source):
    other = create_project(name="Autre", by=small.owner)
    assert client_of(small.owner).get(f"/projects/{other.slug}/corpus/sources/{source.uuid}/").status_code == 404


def test_the_report_counts_what_is_doubtful(imported, source):
    source.period_start = date(2020, 1, 1)
    source.save()
    found = quality.report(source)
    assert (found.threads, found.posts, found.authors) == (3, 5, 3)
    assert (found.orphans, found.before, found.after) == (1, 2, 0)
    assert (found.assumed, found.estimated, found.unknown) == (5, 0, 0)
    assert (found.rejected, found.duplicates, found.unreviewed, found.unindexed) == (2, 0, 1, 1)
    assert (found.changed, found.undecided, found.vanished, found.deleted, found.erased) == (0, 0, 0, 0, 0)
    assert found.gaps == (Gap(date(2020, 1, 1), date(2020, 1, 1), 1),)


def test_an_empty_source_has_a_report_too(source, manager, url):
    assert (quality.report(source).posts, quality.spreads(source)) == (0, [])
    html = manager.get(url("source", source.uuid)).content.decode()
    assert "Nothing to remark." in html


def test_gaps_are_runs_of_empty_months():
    months = [date(2019, 11, 1), date(2019, 12, 1), date(2020, 3, 1), date(2020, 5, 1)]
    assert quality.gaps(months) == (
        Gap(date(2020, 1, 1), date(2020, 2, 1), 2),
        Gap(date(2020, 4, 1), date(2020, 4, 1), 1),
    )
    assert quality.gaps([]) == quality.gaps(months[:1]) == ()


def test_distributions_of_threads(imported, source):
    found = {one.name: one for one in quality.spreads(source)}
    answers = found["answers"]
    assert (answers.known, answers.least, answers.median, answers.most) == (3, 0, 0, 2)
    assert (found["first_answer_after"].known, found["first_answer_after"].median) == (1, 25)


def test_the_page_says_it_in_words_and_leads_to_the_threads(manager, url, imported, source):
    html = manager.get(url("source", source.uuid)).content.decode()
    assert "1 answer to a post that is not in the corpus." in html
    assert "1 month without a thread: 2020-01." in html
    assert "1 import waits for its masked passages to be reviewed" in html
    assert f"{url('thread_list')}?source={source.uuid}" in html
    assert url("batch", imported.batch.uuid) in html


def test_the_same_post_in_another_source_is_said(small, manager, url, imported, source, tmp_path):
    for platform, name in (("facebook", "Un autre groupe"), ("x", "Ailleurs")):
        other = create_source(
            project=small.project, platform=platform, name=name, profession="home_help", access="closed",
            **complete_record(), by=small.manager,
        )  # fmt: skip
        bring(other, small.manager, tmp_path, lines=GROUP[:3])
    assert (quality.report(source).elsewhere, quality.report(other).elsewhere) == (2, 0)
    html = manager.get(url("source", source.uuid)).content.decode()
    assert "2 posts are in another source of this project too" in html


def test_who_may_see_the_source_sees_its_record_and_its_orphans(small, client_of, url, imported, source):
    source.register_number, source.notice_text = "R-2019-04", "Épinglé dans le groupe"
    source.notice_given_on = date(2019, 11, 4)
    source.save()
    client = client_of(small.reader)
    html = client.get(url("source", source.uuid)).content.decode()
    assert all(words in html for words in ("R-2019-04", "Épinglé dans le groupe", "2019-11-04", "kept nowhere"))
    listed = f"{url('thread_list')}?source={source.uuid}&orphans=1"
    assert listed.replace("&", "&amp;") in html
    found = client.get(listed)
    assert [hit.first_line for hit in found.context["found"].hits] == ["Je réponds à un message effacé"]
    assert ("answers to a missing post", f"?source={source.uuid}") in found.context["chips"]


def test_a_reader_sees_no_import(small, client_of, url, imported, source):
    html = client_of(small.reader).get(url("source", source.uuid)).content.decode()
    assert url("batch", imported.batch.uuid) not in html
    assert url("source_record", source.uuid) not in html


def test_the_list_shows_what_lies_where_and_what_waits(manager, url, imported, source):
    (line,) = quality.overview(source.corpus)
    assert (line.name, line.threads, line.posts, line.unreviewed) == (source.name, 3, 5, 1)
    assert "to review" in manager.get(url("source_list")).content.decode()


def test_statements_do_not_grow(small, manager, url, imported, source, tmp_path, django_assert_max_num_queries):
    bring(source, small.manager, tmp_path, [HEADER, *(f"F{n};a;03/0{n}/2021 08:00;x {n};0;;q{n}" for n in range(1, 9))])
    with django_assert_max_num_queries(9):
        manager.get(url("source", source.uuid))
    with django_assert_max_num_queries(5):
        manager.get(url("source_list"))


def test_a_name_of_a_source_is_escaped(manager, url, source):
    source.name = "<b>Groupe</b>"
    source.save()
    for page in (url("source_list"), url("source", source.uuid)):
        assert "<b>Groupe" not in manager.get(page).content.decode()
    assert Post.objects.count() == 0
