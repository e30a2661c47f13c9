"""The scripts that compute the figures again, run outside the application on the files it gives."""

import shutil
import subprocess
import sys

import pytest

from coding_app.agreement.actions import compute_agreement

PROGRAMS = {
    "python": [sys.executable, "-I"],
    "r": [shutil.which("Rscript") or "Rscript", "--vanilla"],
}


@pytest.fixture
def files(study, client_of, tmp_path):
    """Download the two files and a script, as a person would; return how to run it on some of them."""
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
    assert code == 0
    assert said.splitlines()[0].startswith("322 figures compared")
    assert said.splitlines()[0].endswith(", 0 on one side only")
    assert "kripp.alpha of" in said
    figures.write_text(figures.read_text().replace(",0.8,", ",0.8000001,"))
    code, said = run(language)
    assert code == 1
    assert "largest difference 1e-07" in said


def test_the_script_alone_prints_the_figures(files):
    code, said = files[0]("python", of_figures=False)
    line = next(line for line in said.splitlines() if line.startswith("stance,stance.for,krippendorff_alpha"))
    assert code == 0
    assert float(line.rsplit(",", 1)[1]) == pytest.approx(1 - 76 / 192)


def test_there_is_no_third_language(study, client_of):
    client = client_of(study.people["manager"])
    assert client.get(f"/projects/{study.project.slug}/agreement/scripts/cobol/").status_code == 404
