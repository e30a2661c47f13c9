"""Two versions side by side, what is news for whom, figures beside codes, and the journal of decisions."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from coding_app.codebook import asking, comparing, drafting, journal, picking, queries, unread
from coding_app.codebook import talk as reads
from coding_app.codebook.figures import CodeFigures
from coding_app.codebook.models import CodebookVersion, CodeLineage, VersionReading
from coding_app.core.models import Event
from coding_app.projects.models import Membership

OLD = "Refus clair, sans condition qui le lèverait."


def fake_figures(project, by, version):
    """Stand in for the feature above: what the setting CODE_FIGURES names."""
    rows = {row.code.slug: row.code_id for row in queries.definitions(version)}
    return {
        rows["stance"]: CodeFigures(codings=0, codings_below=1480, note=f"{project.slug}, {by}"),
        rows["stance.for"]: CodeFigures(312, 480, 0.125, 0.52, (0.41, 0.63)),
        rows["stance.against"]: CodeFigures(codings=1, codings_below=1),
    }


@pytest.fixture
def two(study, talk):
    """The study with a second version: one code reworded, one with another key, one moved, one gone."""
    study.publish()
    draft = study.next_draft()
    by = study.manager
    drafting.edit_definition(
        definition=study.entry("stance.against"), by=by, use_when_fr=OLD.replace("clair", "net"), name_en="Opposed"
    )
    drafting.edit_definition(definition=study.entry("stance.for"), by=by, key="9")
    drafting.edit_definition(definition=study.entry("argument.fact"), by=by, key="f")
    drafting.move_entry_to(definition=study.entry("argument.fact"), parent=study.code("tone"), by=by)
    drafting.remove_entry(definition=study.entry("tone.4"), by=by)
    study.publish()
    return draft


def member(study, user):
    return Membership.objects.get(project=study.project, user=user)


def test_versions_stand_side_by_side_word_by_word(study, two):
    page = study.client(study.reader).get(study.url("version_compare")).text
    assert "4 entries differ." in page
    assert "Refus <del>" in page.replace('<span class="visually-hidden">[removed: </span>', "")
    assert (
        '<del><span class="visually-hidden">[removed: </span>clair<span class="visually-hidden">]</span></del>' in page
    )
    assert '<ins><span class="visually-hidden">[added: </span>net<span class="visually-hidden">]</span></ins>' in page
    assert "From Argument to Tone." in page
    same = study.client(study.reader).get(study.url("version_compare"), {"old": 2, "new": 2})
    assert "Nothing differs between these two." in same.text


def test_the_older_version_stands_left_whatever_is_asked(study, two):
    one = study.client(study.reader).get(study.url("version_compare"), {"old": 1, "new": 2}).text
    other = study.client(study.reader).get(study.url("version_compare"), {"old": 2, "new": 1}).text
    assert one.count("<ins>") == other.count("<ins>") > 0
    assert '<option value="1" selected>v1</option>' in other


@pytest.mark.parametrize("asked", [{"old": 1, "new": 9}, {"old": "x", "new": 1}, {"old": 1}])
def test_a_version_that_does_not_exist_is_said_so(study, two, asked):
    page = study.client(study.reader).get(study.url("version_compare"), asked)
    assert (page.status_code, "to correct" in page.text) == (422, True)


def test_one_version_has_nothing_beside_it(study):
    page = study.client(study.reader).get(study.url("version_compare"))
    assert (page.status_code, "There is only one version" in page.text) == (200, True)


def test_what_is_compared(study, two):
    before, after = study.codebook.versions.order_by("number")
    lines = {line.row.code.slug: line for line in comparing.side_by_side(before, after, "en")}
    assert {slug: line.kind for slug, line in lines.items()} == {
        "stance.for": "reworded", "stance.against": "reworded", "argument.fact": "moved", "tone.4": "removed",
    }  # fmt: skip
    key = lines["stance.for"].fields
    assert [(one.label, one.language, one.before[0].text, one.after[0].text) for one in key] == [("Key", "", "1", "9")]
    assert [one.language for one in lines["stance.against"].fields] == ["en", "fr"]
    assert (lines["tone.4"].name_before, lines["tone.4"].name_after) == ("Cordial", "")
    assert {line.kind for line in comparing.side_by_side(after, before, "en")} == {"reworded", "moved", "added"}


def test_examples_that_went_and_came_are_listed(study, talk):
    told = {"code": study.code("stance.for"), "by": study.manager}
    stays = picking.pick_example(version=study.draft, post=talk[0], **told)
    goes = picking.pick_example(version=study.draft, post=talk[1], start=6, end=15, **told)
    study.publish()
    draft = study.next_draft()
    picking.drop_example(example=draft.examples.get(post=talk[1]), by=study.manager)
    comes = picking.pick_example(version=draft, post=talk[2], is_counter=True, **told)
    study.publish()
    [line] = comparing.side_by_side(*study.codebook.versions.order_by("number"), "en")
    assert (line.kind, line.fields, line.row.code.slug) == ("illustrated", [], "stance.for")
    assert ([one.pk for one in line.examples_gone], [one.pk for one in line.examples_new]) == ([goes.pk], [comes.pk])
    page = study.client(study.reader).get(study.url("version_compare")).text
    assert page.index("Examples taken out") < page.index(">pas payée<") < page.index("New examples")
    assert "&lt;b&gt;Oui&lt;/b&gt; mille fois oui" in page
    assert stays.post.text not in page


def test_a_coder_reads_what_changed_once(study, two):
    client = study.client(study.coder)
    home = reverse("home:home", args=[study.project.slug])
    Membership.objects.filter(user=study.coder).update(created_at="2000-01-01T00:00Z")
    assert "Version 2 of the codebook is out" in client.get(home).text
    assert "Version 2 is new to you." in client.get(study.url("codebook")).text
    page = client.get(study.url("news")).text
    assert "From version 1, the last you know, to version 2." in page
    assert "premier essai" in page
    assert "“Cordial” was retired." in page
    assert "“Fact, figure, source” lies in another dimension now." in page
    assert client.post(study.url("version_read", 2)).status_code == 303
    assert client.post(study.url("version_read", 2)).status_code == 303
    assert [(row.version.number, row.reader) for row in VersionReading.objects.all()] == [(2, study.coder)]
    assert Event.objects.filter(verb="version_read").count() == 1
    assert "is out" not in client.get(home).text
    assert "Nothing is new to you" in client.get(study.url("news")).text


def test_news_are_for_whom_they_are_news(study, two):
    assert unread.unread(member(study, study.manager)) is None
    Membership.objects.filter(user=study.coder).update(created_at="2000-01-01T00:00Z")
    found = unread.unread(member(study, study.coder))
    assert (found.known.number, [one.number for one in found.newer]) == (1, [2])
    newcomer = member(study, study.coder)
    newcomer.created_at = CodebookVersion.objects.get(pk=two.pk).published_at.replace(year=2999)
    assert unread.unread(newcomer) is None


def test_news_add_up_over_versions_not_read(study, two):
    Membership.objects.filter(user=study.coder).update(created_at="2000-01-01T00:00Z")
    study.next_draft()
    drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, key="1")
    third = study.publish()
    found = unread.unread(member(study, study.coder))
    assert (found.latest.number, found.known.number, len(found.newer)) == (3, 1, 2)
    page = study.client(study.coder).get(study.url("news")).text
    assert "Opposed" in page
    assert ">9<" not in page
    unread.mark_read(project=study.project, version=third, by=study.coder)
    assert unread.unread(member(study, study.coder)) is None


def test_a_draft_or_a_strange_version_is_not_read(study, two):
    study.next_draft()
    client = study.client(study.coder)
    assert client.post(study.url("version_read", 3)).status_code == 404
    assert client.post(study.url("version_read", 99)).status_code == 404
    assert client.get(study.url("version_read", 2)).status_code == 405
    assert study.client(study.stranger).post(study.url("version_read", 2)).status_code == 404
    assert not VersionReading.objects.exists()


def test_a_reading_is_never_taken_back(study, two):
    unread.mark_read(project=study.project, version=two, by=study.coder)
    for statement in ("DELETE FROM", "UPDATE"):
        sql = f"{statement} coding_app_versionreading" + (" SET reader_id = reader_id" if statement == "UPDATE" else "")
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_publishing_keeps_what_was_told_in_the_draft(study):
    study.publish()
    draft = study.next_draft()
    for slug in ("tone.4", "tone.1"):
        drafting.remove_entry(definition=study.entry(slug), by=study.manager)
    one, other = study.code("tone.4"), study.code("tone.3")
    CodeLineage.objects.create(version=draft, kind="merged", from_code=one, to_code=other, made_by=study.manager)
    study.publish()
    assert sorted(draft.lineage.values_list("kind", "from_code__slug")) == [("merged", "tone.4"), ("retired", "tone.1")]


def test_figures_stand_beside_codes_when_something_tells_them(study, settings):
    settings.CODE_FIGURES = f"{__name__}.fake_figures"
    client = study.client(study.manager)
    code = study.code("stance.for").uuid
    for page in (
        client.get(study.url("definition_edit", code)),
        client.get(study.url("codebook"), {"code": code}),
        client.get(study.url("code", code)),
    ):
        assert "312 (own) / 480 (with what lies below)" in page.text
        assert "13% of the units" in page.text
        assert "alpha 0.52 [0.41; 0.63]" in page.text
    tree = client.get(study.url("draft")).text
    assert "1,480<span" in tree
    beside = " ".join(tree[tree.index(f'id="tree-{code}"') :].partition("</a>")[0].split())
    assert ">312 / 480</span>" in beside and ">13%</span> · <span" in beside and ">α 0.52</span>" in beside
    settings.CODE_FIGURES = ""
    assert "data-figures" not in client.get(study.url("code", code)).text
    assert queries.figures(study.project, study.manager, study.draft) == {}


def test_the_journal_tells_every_decision_in_words(study, two, django_assert_num_queries):
    question = asking.ask(project=study.project, code=study.code("tone.1"), text="Et là ?", by=study.coder)
    asking.answer(question=question, text="Là aussi.", by=study.manager)
    unread.mark_read(project=study.project, version=two, by=study.coder)
    names = comparing.names_of(study.project, "en")
    with django_assert_num_queries(5):
        page = journal.decisions(study.project, names, reads.questions(study.project))
    assert [line.event.verb for line in page.lines][:4] == [
        "question_answered", "question_asked", "version_published", "entry_removed",
    ]  # fmt: skip
    published = page.lines[2]
    assert published.fates == ["“Cordial” was retired.", "“Fact, figure, source” lies in another dimension now."]
    assert [line.parts for line in page.lines if line.parts] == [["Key"], ["Key"], ["Name", "Use when"]]
    text = study.client(study.reader).get(study.url("decisions")).text
    assert "Maud published a version of the codebook – v2" in text
    assert "premier essai" in text
    assert "Là aussi." in text


def test_the_journal_of_one_code(study, two):
    asking.ask(project=study.project, code=study.code("tone.4"), text="Pourquoi partir ?", by=study.coder)
    names = comparing.names_of(study.project, "en")
    lines = journal.decisions(study.project, names, reads.questions(study.project), code=study.code("tone.4")).lines
    assert [line.event.verb for line in lines] == ["question_asked", "version_published", "entry_removed"]
    client = study.client(study.reader)
    page = client.get(study.url("decisions"), {"code": study.code("stance.for").uuid})
    assert page.text.count("edited a definition") == 1
    assert client.get(study.url("decisions"), {"code": "x"}).status_code == 404


def test_the_journal_is_paged_by_key(study, monkeypatch):
    monkeypatch.setattr(journal, "A_PAGE", 2)
    for key in "456":
        drafting.edit_definition(definition=study.entry("stance.for"), by=study.manager, key=key)
    first = journal.decisions(study.project, {}, reads.questions(study.project))
    second = journal.decisions(study.project, {}, reads.questions(study.project), before=first.earlier)
    verbs = [line.event.verb for line in (*first.lines, *second.lines)]
    assert verbs == ["definition_edited"] * 3 + ["codebook_created"]
    assert second.earlier is None
    client = study.client(study.reader)
    assert f"before={first.earlier}" in client.get(study.url("decisions")).text
    assert client.get(study.url("decisions"), {"before": "9" * 30}).status_code == 200
    assert client.get(study.url("decisions"), {"before": "x"}).status_code == 200


def test_editors_are_told_of_waiting_questions(study, talk):
    home = reverse("home:home", args=[study.project.slug])
    asking.ask(project=study.project, code=study.code("tone.1"), text="Et là ?", by=study.coder)
    assert "1 question on a code waits for an answer" in study.client(study.manager).get(home).text
    assert "waits for an answer" not in study.client(study.coder).get(home).text
