"""What goes along with a file: how it was made, its digest, until when it may be kept, its columns."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coding_app.exports.actions import write_to
from coding_app.exports.models import Export
from coding_app.exports.readme import readme
from corpus.models import Source

MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 403, "reader": 403, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def made(study, tmp_path, format="long_csv", profile="rfc4180"):
    write_to(project=study.project, format=format, profile=profile, path=tmp_path / f"{profile}.csv", by=study.owner)
    return Export.objects.latest("pk")


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_export_readme_by_role(study, client_of, tmp_path, role, status):
    url = reverse("exports:export_readme", args=[study.project.slug, made(study, tmp_path).uuid])
    assert client_of(study.people[role]).get(url).status_code == status


def test_it_says_what_the_file_is_how_it_was_made_and_what_its_columns_mean(study, client_of, tmp_path):
    export = made(study, tmp_path)
    answer = client_of(study.owner).get(reverse("exports:export_readme", args=[study.project.slug, export.uuid]))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="rfc4180-README.md"'
    assert answer.text.startswith("# rfc4180.csv\n\nCodings, one a row. Each code of the codebook")
    for line in ("* By: owner Petit", "* Rows: 83", f"* Size in bytes: {export.size}", f"* SHA-256: {export.sha256}"):
        assert f"\n{line}\n" in answer.text
    assert "\n* `thread`: Identifier of the thread.\n" in answer.text
    assert "\n* Rounds that could leave when it was made: 1" in answer.text


def test_it_names_the_first_day_on_which_a_source_may_be_kept_no_longer(study, tmp_path):
    first, second = Source.objects.filter(corpus=study.project.corpus)[:2]
    words = readme(made(study, tmp_path))
    assert "Aliases are not anonymity" in words
    assert "delete every copy" not in words
    for source, day in ((first, date(2031, 5, 2)), (second, date(2030, 3, 4))):
        Source.objects.filter(pk=source.pk).update(retain_until=day)
    assert "delete every copy of this file by March 4, 2030 at the latest" in readme(made(study, tmp_path))
    Source.objects.filter(pk=second.pk).update(purged_at=timezone.now())
    assert "by May 2, 2031 at the latest" in readme(made(study, tmp_path, profile="deposit"))


def test_what_leaves_the_team_names_nobody_of_it(study, tmp_path):
    for profile, is_told in (("deposit", False), ("publication", False), ("excel_fr", True)):
        assert ("owner Petit" in readme(made(study, tmp_path, profile=profile))) == is_told
    assert "no text and no alias" in readme(made(study, tmp_path, profile="publication"))


def test_rounds_are_those_of_the_moment_it_was_made(study, tmp_path):
    export = made(study, tmp_path)
    export.made_at -= timedelta(days=400)
    assert "Rounds that could leave" not in readme(export)
    assert "Rounds that could leave" not in readme(made(study, tmp_path, format="codebook_csv"))
