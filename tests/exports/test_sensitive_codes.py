"""Codes the codebook calls sensitive: everything inside the team, nothing in a deposit or a publication."""

import csv
import io
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from coding_app.codebook.actions import create_draft
from coding_app.codebook.drafting import edit_definition, move_entry_to
from coding_app.codebook.models import CodeDefinition
from coding_app.exports import actions, queries
from coding_app.exports.sensitive import kept_inside

pytestmark = pytest.mark.django_db
LEAVING = ["deposit", "publication"]
INSIDE = ["rfc4180", "excel_fr"]
ALL = ["topic", "topic.work", "topic.pay", "topic.care", "topic.none", "answer", "answer.advice", "answer.none"]


@pytest.fixture
def written(study, tmp_path):
    """Return a function that writes an export and gives its text."""

    def write(profile, format="long_csv"):
        path = tmp_path / f"{profile}.csv"
        actions.write_to(project=study.project, format=format, profile=profile, path=path)
        return path.read_text("utf-8-sig")

    return write


def read(text, profile="deposit"):
    delimiter = ";" if profile == "excel_fr" else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def draft_of(study):
    return study.version.codebook.versions.filter(state="draft").first() or create_draft(
        codebook=study.version.codebook, by=study.owner
    )


def flag(study, slug, *, is_sensitive=True, **words):
    """Put the flag on an entry of the draft, or take it off."""
    row = CodeDefinition.objects.get(version=draft_of(study), code__slug=slug)
    return edit_definition(definition=row, by=study.owner, is_sensitive=is_sensitive, **words)


def publish(study):
    draft = draft_of(study)
    draft.state, draft.published_at, draft.published_by = "published", timezone.now(), study.owner
    draft.save()


@pytest.mark.parametrize("profile", INSIDE)
def test_inside_the_team_everything_stays(study, written, profile):
    before = written(profile)
    flag(study, "topic.work")
    publish(study)
    assert written(profile) == before
    assert "topic.pay" in before
    codebook = read(written(profile, "codebook_csv"), profile)
    assert [row["code"] for row in codebook] == ALL * 2
    assert [row["code"] for row in codebook if row["is_sensitive"] == "1"] == ["topic.work"]
    assert Counter(row["version"] for row in codebook) == {"1": 8, "2": 8}


@pytest.mark.parametrize("profile", LEAVING)
def test_a_sensitive_code_has_no_row(study, written, profile):
    assert len(read(written(profile))) == 16 * 5 + 3
    flag(study, "topic.care")
    publish(study)
    text = written(profile)
    # “none applies” goes with it: 0 beside every other 0 would tell that the sensitive code stands there.
    assert Counter(row["code"] for row in read(text)) == {
        "topic.pay": 17, "answer.advice": 16, "answer.none": 16,
    }  # fmt: skip
    assert ("topic.care" in text, "topic.none" in text, "topic.pay" in text) == (False, False, True)


@pytest.mark.parametrize("profile", LEAVING)
def test_what_lies_in_a_sensitive_group_has_no_row_either(study, written, profile):
    flag(study, "topic.work")
    publish(study)
    rows = read(written(profile))
    assert Counter(row["code"] for row in rows) == {"topic.care": 17, "answer.advice": 16, "answer.none": 16}
    # Pay stood on eight of the codings and on one decision: nothing of it shows in what is left.
    assert Counter(row["value"] for row in rows if row["code"] == "topic.care") == {"0": 17}
    assert {row["dimension"] for row in rows} == {"topic", "answer"}


@pytest.mark.parametrize("profile", LEAVING)
def test_a_sensitive_dimension_is_not_there(study, written, profile):
    flag(study, "topic")
    publish(study)
    text = written(profile)
    assert Counter(row["code"] for row in read(text)) == {"answer.advice": 16, "answer.none": 16}
    assert "topic" not in text + written(profile, "codebook_csv")
    assert {row["is_consensus"] for row in read(text)} == {"0"}


@pytest.mark.parametrize("profile", LEAVING)
def test_neither_name_nor_wording_of_it_is_in_the_codebook(study, written, profile):
    flag(study, "topic.work", definition_fr="Ce que coûte l'ouvrage")
    flag(
        study, "topic.care", is_sensitive=False, do_not_use_when_en='Money: "pay" (topic.pay). Payment: here.',
        do_not_use_when_fr="L'argent : « =paie ». Le travail.", name_en="Care, not pay",
    )  # fmt: skip
    draft = draft_of(study)
    draft.note = "Pay is apart; travail too"
    draft.save()
    publish(study)
    text = written(profile, "codebook_csv")
    rows = read(text)
    assert [row["code"] for row in rows] == [
        "topic",
        "topic.care",
        "topic.none",
        "answer",
        "answer.advice",
        "answer.none",
    ] * 2
    care = next(row for row in rows if row["code"] == "topic.care" and row["version"] == "2")
    assert care["do_not_use_when_en"] == 'Money: "[…]" ([…]). Payment: here.'
    assert care["do_not_use_when_fr"] == "L'argent : « […] ». Le […]."
    assert (care["name_en"], care["note"], care["is_sensitive"]) == ("Care, not pay", "[…] is apart; […] too", "0")
    for gone in ["topic.pay", "topic.work", "Paie", "Work", "Travail", "ouvrage", "Pay "]:
        assert gone not in text
    assert {row["parent"] for row in rows} == {"", "topic", "answer"}


def test_a_flag_holds_for_codings_made_before_it_and_until_it_is_taken_off(study, written):
    flag(study, "topic.pay")  # the draft alone is enough to keep it inside
    assert "topic.pay" not in written("deposit")
    publish(study)
    flag(study, "topic.pay", is_sensitive=False)  # the draft alone is not enough to let it leave
    assert "topic.pay" not in written("deposit")
    publish(study)
    assert Counter(row["code"] for row in read(written("deposit")))["topic.pay"] == 17
    assert "topic.pay" in written("publication", "codebook_csv")


def test_a_code_moved_under_something_sensitive_stays_inside_with_its_older_codings(study, written):
    flag(study, "topic.work")
    row = CodeDefinition.objects.get(version=draft_of(study), code__slug="topic.care")
    move_entry_to(definition=row, parent=study.codes["topic.work"], by=study.owner)
    publish(study)
    assert Counter(row["code"] for row in read(written("deposit"))) == {"answer.advice": 16, "answer.none": 16}


def test_a_code_that_the_newest_version_lacks_stays_as_it_was_last(study, written):
    flag(study, "topic.pay")
    publish(study)
    CodeDefinition.objects.get(version=draft_of(study), code__slug="topic.pay").delete()
    publish(study)
    assert "topic.pay" not in written("deposit") + written("deposit", "codebook_csv")


@pytest.mark.parametrize("profile", LEAVING)
def test_the_table_of_professions_leaves_without_its_figures(study, client_of, profile):
    flag(study, "topic.pay")
    publish(study)
    url = reverse("exports:professions_table", args=[study.project.slug])
    client = client_of(study.owner)
    codes = {row["code"] for row in read(client.get(url, {"profile": profile}).content.decode())}
    assert codes == {"topic.care", "answer.advice", "answer.none"}
    inside = {row["code"] for row in read(client.get(url).content.decode())}
    assert inside == codes | {"topic.pay", "topic.none"}


def test_the_page_says_how_many_codes_stay_and_how_to_let_one_leave(study, client_of):
    url = reverse("exports:export_list", args=[study.project.slug])
    client = client_of(study.owner)
    client.cookies["django_language"] = "en"
    said = client.get(url).content.decode()
    assert "take the flag off in a new version" in said
    assert "Left out of the file" not in said
    flag(study, "topic.work")
    said = client.get(url).content.decode()
    assert (
        said.count("Left out of the file for a deposit or a publication: 1 code, because") == 3
    )  # once a format that tells codes
    flag(study, "topic")
    assert "a publication: 2 codes, because" in client.get(url).content.decode()


def test_one_statement_tells_what_stays(study, django_assert_num_queries):
    flag(study, "topic.work")
    with django_assert_num_queries(1):
        kept = kept_inside(queries.definitions(study.project))
    assert kept.entries == {1: {"topic.work", "topic.pay"}, 2: {"topic.work", "topic.pay"}}
    assert kept.codings == {number: {"topic.work", "topic.pay", "topic.none"} for number in (1, 2)}
    assert kept.codes == 1
