"""The export of notes: what all may see; what of it leaves the team."""

import csv
import io

import pytest

from coding_app.codebook.actions import create_draft
from coding_app.codebook.drafting import edit_definition
from coding_app.codebook.models import CodeDefinition
from coding_app.exports.formats import FORMATS
from coding_app.exports.note_rows import NOTE_COLUMNS, note_rows
from coding_app.exports.sharing import shared
from coding_app.exports.writers.profiles import PROFILES
from coding_app.notes.actions import write_note
from coding_app.notes.targets import target
from coding_app.sampling.steps import close_round
from corpus.models import Post, Source
from tests.coding.conftest import make_coded


@pytest.fixture
def noted(study):
    """Write a note on the project, on a code, on a passage of G1.0, on a coding of it, on its thread."""
    post = study.posts["G1.0"]
    coding = post.units.get().assignments.get().codings.filter(code__slug="topic.pay").first()

    def write(kind, row, text, *, passage=None, people=()):
        about = target(study.project, study.coder, kind, row.uuid)
        write_note(
            project=study.project, target=about, text=text, people=people, by=study.coder, passage=passage
        )  # fmt: skip

    write("project", study.project, "=1+1", people=[study.owner])
    write("code", study.codes["topic.pay"], "Salaire et primes")
    write("post", post, "Le retard compte", passage=(5, 10))
    write("coding", coding, "Sûr")
    write("thread", post.thread, "Fil lent")
    return study


def rows(study, profile):
    return list(shared(study.project, profile, note_rows(study.project, study.owner)))


def test_inside_the_team_everything_is_told(noted):
    post = noted.posts["G1.0"]
    found = rows(noted, "rfc4180")
    assert [(row.about, row.code, row.round, row.text) for row in found] == [
        ("project", None, None, "=1+1"),
        ("code", "topic.pay", None, "Salaire et primes"),
        ("passage", None, None, "Le retard compte"),
        ("coding", "topic.pay", 1, "Sûr"),
        ("thread", None, None, "Fil lent"),
    ]
    passage = found[2]
    assert (passage.start, passage.end, passage.quote, passage.alias) == (5, 10, "payée", "MG-001")
    assert (passage.thread, passage.post, passage.source, passage.platform) == (
        post.thread.uuid, post.uuid, "#DocTocToc", "x",
    )  # fmt: skip
    assert (found[0].author, found[0].named) == ("coder Petit", "owner Petit")
    assert len(found[0].date) == 10


def test_a_deposit_takes_names_and_what_speaks_of_anybody(noted):
    found = rows(noted, "deposit")
    assert [row.text for row in found] == ["=1+1", "Salaire et primes", "Le retard compte", "Sûr", None]
    assert {(row.author, row.author_id, row.named) for row in found} == {("C1", None, None)}
    assert {len(row.date) for row in found} == {7}
    assert found[2].source.startswith("x, ") and found[2].alias.startswith("P-") and found[2].quote == "payée"


def test_of_closed_groups_and_third_parties_no_word_leaves(noted):
    Post.objects.filter(pk=noted.posts["G1.0"].pk).update(is_about_third_party=True)
    assert [row.text for row in rows(noted, "deposit")] == ["=1+1", "Salaire et primes", None, None, None]
    Post.objects.filter(pk=noted.posts["G1.0"].pk).update(is_about_third_party=False)
    Source.objects.filter(name="#DocTocToc").update(access="closed")
    assert [row.quote for row in rows(noted, "deposit")] == [None] * 5


def test_a_publication_holds_no_word(noted):
    found = rows(noted, "publication")
    assert {(row.text, row.quote, row.alias, row.named) for row in found} == {(None, None, None, None)}
    assert len(found) == 5


def test_notes_on_sensitive_codes_and_their_names_stay_inside(noted):
    draft = create_draft(codebook=noted.version.codebook, by=noted.owner)
    row = CodeDefinition.objects.get(version=draft, code__slug="topic.pay")
    edit_definition(definition=row, by=noted.owner, is_sensitive=True, name_fr="Le retard")
    assert [row.text for row in rows(noted, "deposit")] == ["=1+1", "[…] compte", None]
    assert len(rows(noted, "rfc4180")) == 5


def test_the_file_guards_what_a_spreadsheet_would_calculate(noted):
    written = b"".join(PROFILES["rfc4180"].pieces(NOTE_COLUMNS, note_rows(noted.project, noted.owner)))
    table = list(csv.DictReader(io.StringIO(written.decode())))
    assert table[0]["text"] == "'=1+1" and list(table[0]) == [column.name for column in NOTE_COLUMNS]
    assert {column.name for column in NOTE_COLUMNS} == set(FORMATS["notes_csv"].meanings)


def test_what_only_its_author_sees_does_not_leave(small):
    coded = make_coded(small)
    work = coded.assignment("coder")
    write_note(
        project=coded.project, target=target(coded.project, small.coder, "unit", work.uuid), text="secret", people=[],
        by=small.coder,
    )  # fmt: skip
    assert list(note_rows(coded.project, small.coder)) == []


def test_questions_and_reasons_leave_with_the_notes_once_the_round_is_closed(small):
    coded = make_coded(small)
    doubted, skipped = coded.assignment("coder", 1), coded.assignment("second_coder", 1)
    coded.act(doubted, "doubt", reason="=Ironie ?")
    coded.act(skipped, "skip", reason="Texte coupé")

    def said(profile):
        found = shared(coded.project, profile, note_rows(coded.project, small.owner))
        return [(row.about, row.text, row.author, row.round, row.post) for row in found]

    assert said("rfc4180") == []
    close_round(round=coded.round, by=small.owner)
    post = doubted.unit.post
    assert said("rfc4180") == [
        ("doubt", "=Ironie ?", "coder Petit", 1, post.uuid),
        ("not_codable", "Texte coupé", "second_coder Petit", 1, post.uuid),
    ]  # fmt: skip
    assert [row[1:3] for row in said("deposit")] == [("=Ironie ?", "C1"), ("Texte coupé", "C2")]
    assert {row[1] for row in said("publication")} == {None}
    Post.objects.filter(pk=post.pk).update(is_about_third_party=True)
    assert {row[1] for row in said("deposit")} == {None}
