"""The professions page, counted again from the exported file by nothing but its rows."""

import csv
from collections import defaultdict

from django.core.management import call_command

from coding_app.summaries.pages import Comparison
from coding_app.summaries.queries import selection


def shares_from(path):
    """Count (units with the code, units) by code and profession: the decision, else more than half of the coders."""
    coders, decided, professions = defaultdict(list), {}, {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["value"] == "NA":
                continue
            key = row["code"], row["unit"]
            professions[row["unit"]] = row["profession"]
            if row["is_consensus"] == "1":
                decided[key] = row["value"] == "1"
            else:
                coders[key].append(row["value"] == "1")
    values = {key: 2 * sum(said) > len(said) for key, said in coders.items()} | decided
    shares = defaultdict(lambda: [0, 0])
    for (code, unit), value in values.items():
        found = shares[code, professions[unit]]
        found[0] += value
        found[1] += 1
    return {key: tuple(value) for key, value in shares.items()}


def test_the_file_and_the_page_have_the_same_figures(study, tmp_path):
    path = tmp_path / "long.csv"
    call_command("export", project="petit-projet", out=path, verbosity=0)
    found = shares_from(path)
    assert found["topic.pay", "gp"] == (1, 5)
    comparison = Comparison(study.project, selection(study.project, study.people["manager"]))
    assert found == {
        (line.entry.slug, cell.profession): (cell.share.n_with, cell.share.n_posts)
        for section in comparison.sections
        for line in section.lines
        for cell in line.cells
    }
