"""The flag on sensitive codes: in the form, in drafts and versions, on the pages."""

import pytest
from django.db import connection
from django.urls import reverse

from coding_app.codebook import actions, drafting, queries, starters
from coding_app.codebook.forms import EntryForm
from coding_app.codebook.models import CodeDefinition
from coding_app.projects.actions import create_project

LABEL = "Sensitive (health, union, …): left out of what leaves the team"
BADGE = "Sensitive: left out of what leaves the team"
INHERITED = "Lies in something sensitive: left out of what leaves the team"


def flag(study, slug, version=None):
    return drafting.edit_definition(definition=study.entry(slug, version), by=study.manager, is_sensitive=True)


def page(study, name, *rest, query=""):
    url = reverse(f"codebook:{name}", args=[study.project.slug, *rest]) + query
    return study.client(study.reader).get(url).content.decode()


def test_nothing_is_sensitive_unless_somebody_says_so(study):
    assert not CodeDefinition.objects.filter(is_sensitive=True).exists()
    made = drafting.add_entry(
        version=study.draft, kind="code", parent=study.code("stance"), by=study.manager, name_fr="Grève", name_en=""
    )
    made.refresh_from_db()
    assert made.is_sensitive is False


@pytest.mark.parametrize(("slug", "kind"), [("argument", "dimension"), ("argument.person", "code")])
def test_the_form_puts_it_on_and_takes_it_off(study, slug, kind):
    client = study.client(study.manager)
    url = reverse("codebook:definition_edit", args=[study.project.slug, study.code(slug).uuid])
    assert LABEL in client.get(url).content.decode()
    for sent, flagged in [({"is_sensitive": "on"}, True), ({}, False)]:
        row = study.entry(slug)
        body = {name: getattr(row, name) for name in EntryForm.names(row.kind) if name != "is_sensitive"} | sent
        assert client.post(url, body).status_code == 303
        assert (study.entry(slug).kind, study.entry(slug).is_sensitive) == (kind, flagged)


def test_a_new_code_may_be_sensitive_from_the_start(study):
    client = study.client(study.manager)
    url = reverse("codebook:entry_new", args=[study.project.slug])
    query = f"?kind=code&parent={study.code('argument').uuid}"
    body = {"name_fr": "Grève", "name_en": "Strike", "colour": "3", "is_sensitive": "on"}
    assert client.post(url + query, body).status_code == 303
    assert study.entry("argument.strike").is_sensitive is True


def test_none_applies_has_no_flag_of_its_own(study):
    url = reverse("codebook:definition_edit", args=[study.project.slug, study.code("stance.none").uuid])
    assert LABEL not in study.client(study.manager).get(url).content.decode()


def test_the_flag_of_a_colleague_is_not_written_over(study):
    row = study.entry("argument.person")
    seen = drafting.fingerprint(row)
    flag(study, "argument.person")
    with pytest.raises(drafting.ChangedMeanwhile):
        drafting.edit_definition(definition=row, by=study.manager, seen=seen, name_en="Person")


def test_a_new_draft_keeps_it_and_the_versions_say_what_changed(study):
    first = study.publish()
    second = actions.create_draft(codebook=study.codebook, by=study.manager)
    flag(study, "argument.person", second)
    study.draft = second
    study.publish()
    third = actions.create_draft(codebook=study.codebook, by=study.manager)
    flags = [study.entry("argument.person", version).is_sensitive for version in (first, second, third)]
    assert flags == [False, True, True]
    said = page(study, "version_list")
    assert said.count("reworded: Sensitive") == 1
    assert "1 change since the version before" in said


def test_history_keeps_it(study):
    flag(study, "argument.person")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_sensitive FROM coding_app_codedefinitionevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [study.entry("argument.person").pk],
        )
        assert [row[0] for row in cursor.fetchall()] == [False, True]


def test_the_version_page_shows_it_and_what_it_reaches(study):
    flag(study, "argument")
    own = page(study, "version", 1, query=f"?code={study.code('argument').uuid}")
    below = page(study, "version", 1, query=f"?code={study.code('argument.fact').uuid}")
    beside = page(study, "version", 1, query=f"?code={study.code('stance.for').uuid}")
    assert [(BADGE in text, INHERITED in text) for text in (own, below, beside)] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip
    assert beside.count('aria-label="sensitive"') == 8  # the dimension, six codes, none applies


def test_the_page_of_a_code_tells_its_flag_through_the_versions(study):
    first = study.publish()
    assert BADGE not in page(study, "code", study.code("argument.person").uuid)
    second = actions.create_draft(codebook=study.codebook, by=study.manager)
    flag(study, "argument.person", second)
    said = page(study, "code", study.code("argument.person").uuid)
    assert (said.count(BADGE), first.number) == (1, 1)
    assert said.count('class="card"') == 2  # two eras: with the flag, and without


def test_the_starter_about_care_calls_health_sensitive(study):
    health = ["work.leave", "work.strain", "help.diagnosis", "help.therapeutics", "help.test"]
    assert [row["slug"] for row in starters.starter("care_and_work").rows if row.get("is_sensitive")] == health
    assert [row["slug"] for row in starters.starter("debate").rows if row.get("is_sensitive")] == []
    project = create_project(name="Soin", by=study.manager)
    codebook = actions.create_codebook(project=project, starter="care_and_work", by=study.manager)
    found = queries.definitions(codebook.versions.get()).filter(is_sensitive=True)
    assert [row.code.slug for row in found] == health
