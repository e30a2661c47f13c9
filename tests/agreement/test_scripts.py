"""The scripts that compute the figures again, run outside the application on the files it gives."""

import csv
import shutil
import subprocess
import sys
from collections import Counter

import pytest
from django.utils import timezone

from coding_app.agreement.actions import compute_agreement
from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.drafting import add_entry
from coding_app.sampling.models import Assignment, Round, RoundMove, SampleUnit
from corpus.masking import lawfully, unlawfully
from tests.agreement.study import draw, write

PROGRAMS = {
    "python": [sys.executable, "-I"],
    "r": [shutil.which("Rscript") or "Rscript", "--vanilla"],
}


@pytest.fixture
def varied(study):
    """A round of three coders who differ in tone and arguments, one of them not asked the tone; nobody the stance.

    One left the arguments of p3 open. After half of the units the codebook got one argument more.
    """
    coders = [study.people[name] for name in ("coder", "second_coder", "adjudicator")]
    study.round, study.units = draw(study.project, study.version, study.posts, coders, number=2)
    assigned = {(row.unit_id, row.coder_id): row for row in Assignment.objects.filter(round=study.round)}
    decided = []
    for n, unit in enumerate(study.units.values()):
        for k, coder in enumerate(coders):
            sign = (n + k * (n % 3 == 0)) % 8
            slugs = [f"argument.{word}" for bit, word in enumerate(("fact", "rule", "person")) if sign >> bit & 1]
            slugs = [] if (n, k) == (2, 1) else slugs or ["argument.none"]
            slugs += ["argument.money"] if n in {7, 9} and k != n % 3 else []
            slugs += [f"tone.{1 + n * (k + 1) % 4}" if n != 4 else "tone.none"] if k < 2 else []
            decided.append((assigned[unit.pk, coder.pk], slugs, (n, k) not in {(2, 0), (5, 1), (5, 2)}))
    write(study, decided[:15])
    with_another_argument(study)
    write(study, decided[15:])
    lawfully()  # as a draw of unlike rates leaves it
    SampleUnit.objects.filter(sample=study.round.sample, unit__in=list(study.units.values())[:4]).update(weight=2.5)
    unlawfully()
    return study.reveal()


def with_another_argument(study):
    """Let the round go on under a version with one more code in a dimension of sets; codings stay as they are."""
    owner = study.project.created_by
    draft = create_draft(codebook=study.version.codebook, by=owner)
    names = {"name_en": "money", "name_fr": "argent"}
    made = add_entry(version=draft, kind="code", parent=study.codes["argument"], by=owner, **names)
    old, study.version = study.version, publish_version(version=draft, note="", by=owner)
    study.codes[made.code.slug] = made.code
    move = {"reason": "x", "moved_by": owner, "moved_at": timezone.now()}
    RoundMove.objects.create(round=study.round, from_version=old, to_version=study.version, **move)
    Round.objects.filter(pk=study.round.pk).update(codebook_version=study.version)


@pytest.fixture
def files(request, client_of, tmp_path):
    """Download the two files and a script, as a person would; return how to run it on some of them."""
    study = request.getfixturevalue(getattr(request, "param", "study"))
    compute_agreement(round=study.round, by=None)
    client = client_of(study.people["manager"])
    start = f"/projects/{study.project.slug}/agreement"

    def get(address, name):
        response = client.get(f"{start}/{address}")
        assert response.status_code == 200
        (tmp_path / name).write_bytes(b"".join(response) if response.streaming else response.content)
        return tmp_path / name

    codings, figures = (
        get(f"{study.round.number}/codings.csv", "c.csv"),
        get(f"{study.round.number}/figures.csv", "f.csv"),
    )

    def run(language, *, of_figures=True):
        if language == "r" and not shutil.which("Rscript"):
            pytest.skip("R is not on this machine: the R script was not run")
        script = get(f"scripts/{language}/", f"script-{language}")
        given = [codings, figures] if of_figures else [codings]
        done = subprocess.run(
            [*PROGRAMS[language], script, *given], capture_output=True, text=True, timeout=120, check=False
        )
        return done.returncode, done.stdout

    return run, figures


@pytest.mark.parametrize("language", ["python", "r"])
def test_outside_the_application_the_same_figures_come_out(files, language):
    run, figures = files
    code, said = run(language)
    assert (code, said.splitlines()[0][:21]) == (0, "382 figures compared,")
    assert said.splitlines()[0].endswith(", 0 on one side only")
    assert "kripp.alpha of" in said
    figures.write_text(figures.read_text().replace(",0.8,", ",0.8000001,"))
    code, said = run(language)
    assert code == 1
    assert "largest difference 1e-07" in said


@pytest.mark.parametrize("language", ["python", "r"])
@pytest.mark.parametrize("files", ["varied"], indirect=True)
def test_scales_sets_and_what_nobody_was_asked_come_out_too(files, language):
    run, figures = files
    rows = read(figures)
    whole = [row for row in rows if not row["subset"] and not row["coder_a"]]
    stated = {(row["dimension"], row["code"], row["metric"]): row for row in whole}
    assert sum(row["subset"] == "weighted" for row in rows) == 2 * (11 + 4 + 3)
    assert stated["stance", "stance.for", "singletons"]["value"] == "0.0"
    assert stated["tone", "", "krippendorff_alpha"]["level"] == "ordinal"
    assert stated["argument", "", "krippendorff_alpha_masi"]["level"] == "set"
    assert stated["argument", "", "krippendorff_alpha_masi"]["units"] == "9"  # p3 and p6 have one answer each
    answers = Counter((row["code"], row["value"]) for row in read(figures.with_name("c.csv")))
    assert [answers["argument.money", value] for value in ("NA", "0", "1")] == [14, 12, 4]
    assert [answers["argument.fact", value] for value in ("NA", "0", "1")] == [1, 16, 13]
    code, said = run(language)
    assert code == 0
    assert said.splitlines()[0].endswith(", 0 on one side only")


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_alone_prints_the_figures(files):
    code, said = files[0]("python", of_figures=False)
    line = next(line for line in said.splitlines() if line.startswith("stance,stance.for,krippendorff_alpha"))
    assert code == 0
    assert float(line.rsplit(",", 1)[1]) == pytest.approx(1 - 76 / 192)


def test_there_is_no_third_language(study, client_of):
    client = client_of(study.people["manager"])
    assert client.get(f"/projects/{study.project.slug}/agreement/scripts/cobol/").status_code == 404
