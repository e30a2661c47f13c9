"""The table of the professions page as a file."""

import csv
import io

import pytest
from django.urls import reverse

MAY = {"owner": 200, "manager": 200, "adjudicator": 200, "coder": 200, "reader": 200, "stranger": 404}


def url(study):
    return reverse("exports:professions_table", args=[study.project.slug])


def read(answer, delimiter=",", encoding="utf-8"):
    text = answer.content.decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_every_figure_in_full(study, client_of):
    rows = read(client_of(study.reader).get(url(study)))
    pay = {row["profession"]: row for row in rows if row["code"] == "topic.pay"}
    assert list(pay) == ["gp", "home_help", "gp - home_help"]
    assert (pay["gp"]["units_with_code"], pay["gp"]["units"], pay["gp"]["threads"], pay["gp"]["value"]) == (
        "1", "5", "2", "0.2",
    )  # fmt: skip
    assert float(pay["gp - home_help"]["value"]) == pytest.approx(-0.6)
    assert {(row["rounds"], row["unit_kind"], row["layer"]) for row in rows} == {
        ("1", "post", "consensus, else majority")
    }
    assert len(rows) == 5 * 3


def test_excel_reads_the_same_figures(study, client_of):
    client = client_of(study.reader)
    plain = read(client.get(url(study)))
    excel = read(client.get(url(study), {"profile": "excel_fr"}), ";", "utf-8-sig")
    figures = ["value", "low", "high", "wilson_low", "design_effect"]
    assert [[row[name].replace(",", ".") for name in figures] for row in excel] == [
        [row[name] for name in figures] for row in plain
    ]
    assert "0,2" in {row["value"] for row in excel}


def test_a_name_that_is_a_formula_is_guarded(study, client_of):
    client = client_of(study.reader)
    client.cookies["django_language"] = "fr"
    assert {row["name"] for row in read(client.get(url(study))) if row["code"] == "topic.pay"} == {"'=Paie"}


def test_it_is_a_download(study, client_of):
    answer = client_of(study.reader).get(url(study))
    assert answer["Content-Disposition"].startswith('attachment; filename="petit-projet-professions-rfc4180-20')


def test_an_unknown_profile_is_404(study, client_of):
    assert client_of(study.reader).get(url(study), {"profile": "sas"}).status_code == 404


def test_nothing_is_written_here(study, client_of):
    assert client_of(study.owner).post(url(study)).status_code == 405


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_professions_table_by_role(study, client_of, role, status):
    assert client_of(study.people[role]).get(url(study)).status_code == status
