"""The report of quotes: what the team reads, what a publication may have, files that cannot act."""

import io

import docx
import pytest
from django.db import connection

from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.drafting import edit_definition
from coding_app.codebook.models import CodeDefinition
from coding_app.core.models import Event
from coding_app.quotes import actions
from coding_app.quotes.report import report
from coding_app.quotes.report_files import escaped
from corpus.models import Post, Source

LONG = "on a attendu trois heures dans le couloir"


@pytest.fixture
def pinned(study):
    Post.objects.filter(pk=study.posts["p1"].pk).update(text=LONG)
    for name in ("p1", "p2"):
        actions.pin(
            project=study.project, code=study.codes["stance.for"], post=study.posts[name].uuid, start=None, end=None,
            by=study.people["coder"],
        )  # fmt: skip
    return study


@pytest.fixture(autouse=True)
def _texts_may_change(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL entente.lawful_erasure = 'on'")


def lines(study, profile, slug="stance.for", who="coder", passages=()):
    found = report(study.project, study.people[who], study.codes[slug].uuid, profile, passages)
    return found, found.lines


def test_the_team_reads_words_aliases_and_where_they_are_found_again(pinned):
    found, (first, second) = lines(pinned, "team")
    assert (first.text, first.is_traceable, second.is_traceable) == (LONG, True, False)
    assert (first.who, first.where, first.context) == ("AD-001", "Groupe", "Opens its thread")
    assert first.reference == f"P-{pinned.posts['p1'].uuid.hex[:8]}"
    assert second.context == f"Answers AD-001: “{LONG}”"
    assert found.traceable == 1


def test_a_publication_has_no_alias_no_group_no_traceable_words_and_none_of_others(pinned):
    found, (first, second) = lines(pinned, "publication")
    assert first.text == "[Paraphrase to write: 8 words in a row lead to who wrote them]"
    assert (first.is_words, second.is_words, second.text) == (False, True, "<b>texte</b> p2 ❤️")
    assert (second.who, second.where, second.reference) == ("Home helpers", "Facebook, Public", "")
    assert second.context == "answer, thread with 0 answers"
    html = str(found.lines)
    assert "AD-001" not in html
    assert "attendu" not in html
    Source.objects.filter(corpus=pinned.project.corpus).update(access="consent")
    assert lines(pinned, "publication")[1][0].text == LONG


def test_third_parties_and_closed_groups_stay_in_the_team(pinned):
    Post.objects.filter(pk=pinned.posts["p1"].pk).update(is_about_third_party=True)
    found, shown = lines(pinned, "publication")
    assert (len(shown), found.posts_inside) == (1, 1)
    Source.objects.filter(corpus=pinned.project.corpus).update(access="closed")
    assert lines(pinned, "publication")[1] == []
    assert len(lines(pinned, "team")[1]) == 2


def test_sensitive_codes_are_left_out_of_a_publication(pinned, browser):
    owner = pinned.people["owner"]
    draft = create_draft(codebook=pinned.version.codebook, by=owner)
    row = CodeDefinition.objects.get(version=draft, code=pinned.codes["stance.for"])
    edit_definition(definition=row, by=owner, is_sensitive=True)
    for _state in ("draft", "published"):
        found, shown = lines(pinned, "publication", slug="stance")
        assert (found.codes_inside, shown) == (1, [])
        assert pinned.codes["stance.for"] not in [section.row.code for section in found.sections]
        if _state == "draft":
            publish_version(version=draft, note="", by=owner)
    page = browser("adjudicator").get("report", None, code=pinned.codes["stance"].uuid, profile="publication")
    assert "1 code is left out: the codebook calls it sensitive." in page.content.decode()
    assert len(lines(pinned, "team", slug="stance")[1]) == 2


def test_chosen_quotes_are_those_of_the_code_that_one_may_see(study):
    p4, p3 = study.posts["p4"].uuid, study.posts["p3"].uuid
    _found, shown = lines(study, "team", passages=[(p4, None, None), (p3, None, None), (p4, 0, 2)])
    assert [line.text.split()[1] for line in shown] == ["p4"]


def test_one_does_not_choose_what_blind_coders_do(open_study):
    mine, theirs = open_study.posts["p4"].uuid, open_study.posts["p6"].uuid
    passages = [(mine, None, None), (theirs, None, None)]
    assert len(lines(open_study, "team", passages=passages)[1]) == 1
    assert lines(open_study, "team", who="owner", passages=passages)[1] == []


def test_a_post_that_is_gone_gives_its_tombstone(pinned):
    Post.objects.filter(pk=pinned.posts["p1"].pk).update(availability="erased", text="")
    for profile in ("team", "publication"):
        _found, (first, second) = lines(pinned, profile)
        assert (first.text, first.is_words) == ("erased at the request of its author", False)
        assert LONG not in second.context


@pytest.mark.parametrize("kind", ["docx", "html", "md"])
def test_a_file_holds_the_report_and_the_journal_says_so(pinned, browser, kind):
    page = browser("adjudicator")
    answer = page.get("report_file", "stance", kind)
    assert answer["Content-Disposition"] == f'attachment; filename="petit-projet-quotes-team.{kind}"'
    content = answer.content
    if kind == "docx":
        content = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs).encode()
    text = content.decode()
    assert LONG in text
    assert "1 of 2 quotes have 6 words in a row or more" in text
    assert "<b>texte</b>" not in text or kind == "docx"
    assert Event.objects.filter(verb="quotes_reported").latest("pk").detail == {
        "profile": "team", "kind": kind, "codes": 4, "quotes": 2,
    }  # fmt: skip
    assert browser("coder").get("report_file", "stance", kind).status_code == 403
    assert page.get("report_file", "stance", "exe").status_code == 404


def test_nothing_of_a_post_acts_in_markdown():
    assert escaped("# a\n- b [x](http://e) <i>*c*</i>\n1. d") == (
        "\\# a\n\\- b \\[x\\](http://e) \\<i\\>\\*c\\*\\</i\\>\n\\1. d"
    )


def test_the_page_asks_what_about_and_prints_what_was_asked(pinned, browser):
    actions.pin(
        project=pinned.project, code=pinned.codes["stance.against"], post=pinned.posts["p3"].uuid, start=None, end=None,
        by=pinned.people["coder"],
    )  # fmt: skip
    page = browser("reader")
    assert "Choose a code or a theme" in page.get("report", None).content.decode()
    html = page.get("report", None, code=pinned.codes["stance"].uuid).content.decode()
    assert "Keep this report in the team" in html
    assert html.count("page-break") == 1  # a code without quotes takes no page
    assert "report_file" not in html
    assert page.get("report", None, code="00000000-0000-4000-8000-000000000000").status_code == 404
    assert page.get("report", None, code=pinned.codes["stance"].uuid, quote="nonsense").status_code == 404
