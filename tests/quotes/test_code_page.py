"""The page of a code: its figures by hand, filters that open them, blindness, differences, pages, plans."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding_app.codebook import queries as codebook
from coding_app.coding.models import Coding, ContentWarning, Operation
from coding_app.quotes import code_page, queries, shown, views
from coding_app.quotes.queries import Count, Filters, Key
from coding_app.sampling.models import Assignment, SampleUnit, Unit
from corpus.masking import lawfully, unlawfully
from corpus.models import Post, Source, Thread
from tests.agreement.study import draw
from tests.quotes.conftest import Browser


def names(found):
    return [quote.post.text.split()[1] for quote, _is_pinned in found.context["lines"]]


def test_the_figures_are_those_counted_by_hand(study, browser):
    page = browser().get("code")
    assert page.context["counts"].total == Count(quotes=6, units=6, threads=3)
    assert names(page) == ["p1", "p2", "p4", "p6", "p8", "p11"]
    assert [(one.row.code.slug, one.units, round(one.share, 3)) for one in page.context["neighbors"]] == [
        ("tone.2", 6, 1.0), ("stance.against", 3, 0.5), ("argument.fact", 2, 0.333),
    ]  # fmt: skip
    assert page.context["differing"] == 2  # p4 and p6; p11 was submitted by one only
    found = [(one.unit.post.text.split()[1], one.chosen, one.submitted) for one in page.context["differences"]]
    assert found == [("p4", 1, 2), ("p6", 1, 2)]


def test_each_figure_opens_the_quotes_it_counts(study, browser):
    coder, source = study.people["second_coder"], Source.objects.get(corpus=study.project.corpus)
    for query, expected in [
        ({"coder": coder.uuid}, ["p1", "p2", "p6", "p8"]),
        ({"together": study.codes["argument.fact"].uuid}, ["p1", "p2"]),
        ({"together": study.codes["stance.against"].uuid}, ["p4", "p6", "p11"]),
        ({"differ": 1}, ["p4", "p6"]),
        ({"round": 1, "profession": "home_help", "source": source.uuid}, ["p1", "p2", "p4", "p6", "p8", "p11"]),
        ({"round": 2}, []),
        ({"profession": "gp"}, []),
        ({"profession": "x", "source": "y", "round": "z", "after": "1_2"}, ["p1", "p2", "p4", "p6", "p8", "p11"]),
    ]:
        page = browser().get("code", **query)
        assert (names(page), page.context["found"].quotes) == (expected, len(expected)), query
    choices = browser().get("code").context["choices"]
    assert [(one.label, one.count) for one in choices["coder"]] == [("coder Petit", 5), ("second_coder Petit", 4)]
    assert [(one.value, one.count) for one in choices["profession"]] == [("home_help", 6)]


def test_a_blind_open_round_shows_ones_own_codings_only(open_study):
    own = Browser(open_study, "coder").get("code")
    assert own.context["counts"].total.quotes == 5
    assert [one.label for one in own.context["choices"]["coder"]] == ["coder Petit"]
    assert own.context["differing"] == 0
    for who in ("owner", "reader", "adjudicator"):
        page = Browser(open_study, who).get("code")
        assert (page.context["counts"].total.quotes, page.context["lines"], page.context["neighbors"]) == (0, [], [])
    filtered = Browser(open_study, "owner").get("code", coder=open_study.people["coder"].uuid, differ=1)
    assert filtered.context["lines"] == []


def test_words_around_a_quote_come_from_its_thread_and_are_escaped(study, browser):
    html = browser("adjudicator").get("code").content.decode()
    assert "Opens its thread" in html
    assert "Answers AD-001: “&lt;b&gt;texte&lt;/b&gt; p1" in html
    assert "<b>texte</b>" not in html
    post = study.posts["p2"]
    assert f"/corpus/threads/{post.thread.uuid}/?post={post.uuid}#post-{post.uuid}" in html
    assert f"/review/1/{study.units['p4'].uuid}/" in html
    assert "/review/1/" not in browser("coder").get("code").content.decode()


def test_a_warning_veils_and_a_post_that_is_gone_has_no_words(study, browser):
    post = study.posts["p8"]
    ContentWarning.objects.create(project=study.project, post=post, text="violence", made_by=study.people["owner"])
    Post.objects.filter(pk=study.posts["p1"].pk).update(availability=Post.Availability.DELETED)
    html = browser().get("code").content.decode()
    assert re.search(r"<details hx-ignore><summary>.*violence</summary>.*p8", html)
    assert "deleted by its author" in html
    assert "Answers AD-001, whose words are gone" in html


def test_passages_are_quotes_of_their_own_and_a_segment_is_its_words(study, browser):
    mark(study, "p3", "coder", 3, 8)
    mark(study, "p3", "second_coder", 3, 8)
    page = browser().get("code")
    quotes = [quote for quote, _ in page.context["lines"]]
    assert [quote.text for quote in quotes if quote.start is not None] == ["texte"]
    (both,) = (quote.codings for quote in quotes if quote.start is not None)
    assert [who for who, _uuid in both] == ["coder Petit", "second_coder Petit"]
    own = Coding.objects.get(assignment__coder=study.people["coder"], start=3, end=8)
    assert reverse("notes:about", args=[study.project.slug, "coding", own.uuid]) in page.text
    assert page.context["counts"].total == Count(quotes=7, units=7, threads=3)


def mark(study, name, coder, start, end):
    """Put a passage under "for" as a row; the round is closed, so its trigger is put aside."""
    assignment = Assignment.objects.get(round=study.round, unit=study.units[name], coder=study.people[coder])
    operation = Operation.objects.create(
        operation_id=uuid4(), assignment=assignment, sequence=9, kind="apply", code=study.codes["stance.for"],
        start=start, end=end,
    )  # fmt: skip
    lawfully()
    Coding.objects.create(
        assignment=assignment, code=study.codes["stance.for"], version=study.version, start=start, end=end,
        made_by_operation=operation,
    )  # fmt: skip
    unlawfully()


def many(study, number):
    """Give the study as many posts again, all of them "for", in a round of their own."""
    source = Source.objects.get(corpus=study.project.corpus)
    batch = study.posts["p1"].batch
    threads = Thread.objects.bulk_create(
        Thread(source=source, batch=batch, digest=b"m%d" % place) for place in range(number)
    )
    posts = Post.objects.bulk_create(
        Post(source=source, thread=thread, batch=batch, digest=b"m%d" % place, position=0, text=f"texte m{place}")
        for place, thread in enumerate(threads)
    )
    named = {f"m{place}": post for place, post in enumerate(posts)}
    row, units = draw(study.project, study.version, named, [study.people["coder"]], number=2)
    assignments = list(Assignment.objects.filter(round=row))
    operations = Operation.objects.bulk_create(
        Operation(operation_id=uuid4(), assignment=one, sequence=1, kind="apply", code=study.codes["stance.for"])
        for one in assignments
    )
    Coding.objects.bulk_create(
        Coding(
            assignment=one, code=study.codes["stance.for"], version=study.version, made_by_operation=operation
        )
        for one, operation in zip(assignments, operations, strict=True)
    )  # fmt: skip
    assert SampleUnit.objects.filter(unit__in=[unit.pk for unit in units.values()]).count() == number


def test_pages_go_on_where_the_last_one_ended_and_come_back(study, browser):
    many(study, 50)
    seen, query = [], {}
    while True:
        page = browser().get("code", **query)
        seen.append(names(page))
        links = re.findall(r'rel="(prev|next)" href="\?(\w+)=([\d_-]+)#quotes"', page.content.decode())
        following = [(name, value) for rel, name, value in links if rel == "next"]
        if not following:
            break
        query = dict(following)
    assert list(map(len, seen)) == [25, 25, 6]
    assert [name for found in seen for name in found][:7] == ["p1", "p2", "p4", "p6", "p8", "p11", "m0"]
    assert len({name for found in seen for name in found}) == 56
    back = {name: value for rel, name, value in links if rel == "prev"}
    assert names(browser().get("code", **back)) == seen[1]


def test_statements_do_not_grow_with_the_quotes(study, browser):
    reader = browser("adjudicator")

    def count():
        with CaptureQueriesContext(connection) as found:
            assert reader.get("code", differ=1).status_code == 200
        return len(found)

    before = count()
    many(study, 30)
    assert count() == before
    assert before <= 33


def test_a_dimension_shows_what_lies_in_it(study, browser):
    html = browser().get("code", "stance").content.decode()
    assert "What lies in it" in html
    assert browser().url("code", "stance.for") in html
    assert browser("stranger").get("code").status_code == 404


def test_a_month_is_told_outside_of_public_places(study):
    Source.objects.filter(corpus=study.project.corpus).update(access="closed")
    placed = queries.page(queries.seen(study.project, study.codes["stance.for"], study.people["coder"])).quotes
    assert {quote.precision for quote in shown.quotes(study.project, placed)} == {"month"}


@pytest.mark.parametrize(
    ("text", "key"), [("3_-1_-1", Key(3, -1, -1)), ("3_4_9", Key(3, 4, 9)), ("3_4", None), ("a_b_c", None)]
)
def test_a_place_of_the_list_is_read_or_passed_over(text, key):
    assert views._key(text) == key


def test_filters_stand_in_the_address():
    uuid = uuid4()
    assert code_page.state(Filters(profession="gp", coder=uuid, differ=True)) == f"profession=gp&coder={uuid}&differ=1"
    assert not Filters()
    assert codebook.language() == "en"
    assert Unit.Kind.THREAD == "thread"
