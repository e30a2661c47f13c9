"""What leaves the team by default says nothing that leads to people."""

import csv
import io
from uuid import uuid4

import pytest

from coding_app.exports import actions
from corpus.models import Post, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(study, tmp_path):
    """Return a function that writes the codings under a profile and reads them back."""

    def write(profile, format="long_csv"):
        path = tmp_path / f"{profile}.csv"
        actions.write_to(project=study.project, format=format, profile=profile, path=path)
        return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))

    return write


def column(rows, name):
    return {row[name] for row in rows}


def test_inside_the_team_everything_stays(written):
    rows = written("rfc4180")
    assert any(row["quote"] for row in rows)
    assert "" not in column([row for row in rows if row["is_consensus"] == "0"], "coder_id")


def test_a_deposit_gives_other_aliases_months_kinds_of_places_and_no_names_of_coders(written):
    inside, outside = written("rfc4180"), written("deposit")
    assert len(inside) == len(outside)
    assert [row["value"] for row in inside] == [row["value"] for row in outside]
    assert column(outside, "source") <= {"x, public", "facebook, public", "facebook, closed", "other, public"}
    assert column(outside, "coder_id") == {""}
    assert column(outside, "coder") <= {"C1", "C2", "C3", "consensus"}
    assert all(len(date) in (0, 7) for date in column(outside, "date"))
    pairs = {(one["alias"], other["alias"]) for one, other in zip(inside, outside, strict=True)}
    assert len({one for one, _ in pairs}) == len(pairs)  # the same person stays the same person
    assert column(inside, "alias") & column(outside, "alias") <= {""}
    assert column(written("deposit"), "alias") != column(outside, "alias")  # each export has aliases of its own


def test_texts_of_closed_groups_and_about_third_parties_stay_inside(written, study):
    before = {row["post"] for row in written("deposit") if row["quote"]}
    told = sorted(before)[0]
    Post.objects.filter(uuid=told).update(is_about_third_party=True)
    assert {row["post"] for row in written("deposit") if row["quote"]} == before - {told}
    Source.objects.filter(corpus=study.project.corpus).update(access="closed")
    assert [row for row in written("deposit") if row["quote"]] == []
    assert any(row["quote"] for row in written("rfc4180"))


def test_a_publication_holds_no_text_and_no_alias(written):
    rows = written("publication")
    assert (column(rows, "quote"), column(rows, "alias"), column(rows, "coder_id")) == ({""}, {""}, {""})
    assert "1" in column(rows, "value")


def test_the_codebook_is_the_same_in_every_profile(written):
    assert written("deposit", "codebook_csv") == written("rfc4180", "codebook_csv")


def test_the_time_of_a_coder_stays_inside(written, study):
    study.project.records_time = True
    study.project.save()
    assignment = study.main.assignments.first()
    assignment.operations.create(operation_id=uuid4(), sequence=99, kind="doubt", seconds=45)
    assert column(written("rfc4180"), "seconds") == {"", "45"}
    assert column(written("deposit"), "seconds") == column(written("publication"), "seconds") == {""}
