"""The scenario of the reference vectors, done by people: which codings enter a figure, and what they say there.

Two versions of a codebook within a round, drafts, skipped units, decisions, a second round of one coder. The answers
are those of `tests/reference/vectors.json`, but for a code that the round loses: it has no figure, and what was coded
by it alone (p5) opens again, so that its coder answers it under the new version.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from coding_app.agreement import figures
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.behind import comparisons
from coding_app.agreement.models import AgreementFigure
from coding_app.agreement.stability import stability
from coding_app.agreement.stats.bootstrap import Resampling
from coding_app.codebook import drafting
from coding_app.codebook.actions import create_draft, publish_version
from coding_app.codebook.models import Code, Codebook, CodebookVersion, CodeDefinition
from coding_app.codebook.queries import dimensions
from coding_app.coding.evidence import evidence
from coding_app.review.actions import settle
from coding_app.sampling.models import Round, Unit
from coding_app.sampling.steps import close_round, reveal_round
from coding_app.surgery.actions import retire_code
from tests.agreement.study import corpus
from tests.reference.adapter import compute
from tests.summaries.small_study import draw
from tests.surgery.conftest import Bench

VECTORS = json.loads((Path(__file__).parents[1] / "reference" / "vectors.json").read_text(encoding="utf-8"))
DATA = VECTORS["data"]["scen-small"]
WANTED = {row["id"].removeprefix("scen-small."): row["expected"] for row in VECTORS["vectors"]}
NAMES = {"ana": "coder", "bea": "second_coder", "eve": "adjudicator"}


def said(number: int, version: int) -> list[dict]:
    """Return what single coders said in a round under a version of the codebook."""
    rows = DATA["project"]["codings"]
    return [
        row for row in rows if (row["layer"], row["round"], row["codebook_version"]) == ("individual", number, version)
    ]


def slug(code: str) -> str:
    """Return the stable name of a code of the scenario."""
    return code if code.startswith("theme") else f"theme.{code.lower()}"


@dataclass
class Done:
    """Both rounds, over."""

    bench: Bench
    first: Round
    again: Round

    def figure(self, metric: str, code: str, row: Round | None = None, **wanted) -> AgreementFigure:
        wanted = {"subset": "", "coder_a": None, **wanted}
        run = compute_agreement(round=row or self.first, by=None, resampling=Resampling(resamples=50))
        return AgreementFigure.objects.get(run=run, metric=metric, code__slug=slug(code), **wanted)


def begin(small) -> Bench:
    """Make version 1, with WORK, CARE and MISC, and ten posts."""
    book = Codebook.objects.create(project=small.project, name_fr="Essai", name_en="Trial")
    version = CodebookVersion.objects.create(codebook=book, number=1)
    kinds = {"theme": "dimension", "WORK": "code", "CARE": "code", "MISC": "code", "theme.none": "none"}
    codes = {name: Code.objects.create(codebook=book, slug=slug(name)) for name in kinds}
    any_number = {"selection": "any", "level": "nominal", "applies_to": "any"}
    CodeDefinition.objects.bulk_create(
        CodeDefinition(
            version=version, code=codes[name], parent=None if kind == "dimension" else codes["theme"], kind=kind,
            position=place, name_fr=name, name_en=name, key="0" if kind == "none" else "",
            **(any_number if kind == "dimension" else {}),
        )
        for place, (name, kind) in enumerate(kinds.items(), start=1)
    )  # fmt: skip
    publish_version(version=version, note="", by=small.owner)
    posts = corpus(small.project, {"T1": [f"p{n}" for n in range(1, 11)]})
    people = small.people | {name: small.people[role] for name, role in NAMES.items()}
    return Bench(small.project, people, book, posts)


def open_round_of(bench: Bench, number: int) -> None:
    share: dict[str, list] = {}
    for row in said(number, 1) + said(number, 2):
        share.setdefault(row["unit"], []).append(bench.people[row["coder"]])
    bench.rounds.append(
        draw(bench.project, bench.latest, [(bench.posts[unit], people) for unit, people in share.items()])
    )


def code(bench: Bench, number: int, version: int) -> None:
    for row in said(number, version):
        work = bench.work(row["unit"], row["coder"], number - 1)
        if row["status"] == "skipped":
            bench.act(work, "skip", reason="illisible")
            continue
        for name in row["codes"] or ["theme.none"]:
            bench.act(work, "apply", slug(name))
        if row["status"] == "done":
            bench.act(work, "submit")


def over(bench: Bench, number: int) -> Round:
    row = close_round(round=Round.objects.get(pk=bench.rounds[number - 1].pk), by=bench.manager)
    return reveal_round(round=row, by=bench.manager)


@pytest.fixture
def done(small) -> Done:
    bench = begin(small)
    open_round_of(bench, 1)
    code(bench, 1, 1)
    draft = create_draft(codebook=bench.book, by=bench.owner)
    drafting.add_entry(
        version=draft, kind="code", parent=bench.code("theme"), by=bench.manager, name_fr="LAW", name_en="LAW"
    )
    retire_code(code=bench.code("theme.misc"), by=bench.manager)
    bench.publish()
    bench.move()
    again = bench.work("p5", "ana")
    assert (again.submitted_at, bench.work("p1", "ana").submitted_at is None) == (None, False)
    for kind, name in (("apply", "theme.none"), ("submit", "")):
        bench.act(again, kind, name)
    code(bench, 1, 2)
    first = over(bench, 1)
    for row in DATA["project"]["codings"]:
        if row["layer"] == "consensus":
            settle(
                round=first, unit=Unit.objects.get(post=bench.posts[row["unit"]]), dimension=bench.code("theme"),
                decision="other", reason="relu", by=bench.manager,
                codes=[bench.code(slug(name)) for name in row["codes"] or ["theme.none"]],
            )  # fmt: skip
    open_round_of(bench, 2)
    code(bench, 2, 2)
    return Done(bench, first, over(bench, 2))


def test_the_scenario_comes_out(done):
    figures_of_codes(done)
    a_pair_a_set_and_a_round_of_one_coder(done)
    disagreements_and_one_coder_twice(done)


def figures_of_codes(done):
    for word in ("WORK", "CARE", "LAW"):
        wanted = WANTED[f"code_alpha.{word}"]
        found = done.figure("krippendorff_alpha", word)
        assert (found.value, found.units) == (pytest.approx(wanted["value"]), wanted["n_pairable_units"]), word
        alone = wanted["n_singletons"] + (word == "LAW")  # ana was offered LAW when she answered p5 again
        assert done.figure("singletons", word).value == alone, word
    for metric, word, name in [
        ("percent_agreement", "LAW", "code_percent_agreement.LAW"), ("gwet_ac1", "WORK", "code_ac1.WORK"),
        ("positive_agreement", "CARE", "code_positive_agreement.CARE"),
    ]:  # fmt: skip
        assert done.figure(metric, word).value == pytest.approx(WANTED[name]["value"]), name


def a_pair_a_set_and_a_round_of_one_coder(done):
    people = done.bench.people
    for names, key in [(("ana", "bea"), "['ana', 'bea']"), (("bea", "eve"), "['bea', 'eve']")]:
        first, second = sorted((people[name] for name in names), key=lambda person: person.pk)
        found = done.figure(figures.KAPPA, "WORK", coder_a=first, coder_b=second)
        wanted = WANTED[f"pair_kappa.WORK.{key}"]
        assert (found.value, found.units) == (wanted["value"] and pytest.approx(wanted["value"]), wanted["n"])
    # The product measures sets by MASI; of the codes that everybody could choose, as the vector has it: CARE and WORK.
    wanted = compute("set_alpha", DATA, {"distance": "masi"})["value"]
    assert done.figure(figures.SET_ALPHA, "theme").value == pytest.approx(wanted)
    alone = done.figure("krippendorff_alpha", "WORK", done.again)
    assert (alone.value, alone.units, alone.undefined_because) == (None, 0, "one_coder")


def disagreements_and_one_coder_twice(done):
    found = evidence(done.first)
    (theme,) = dimensions(done.first.codebook_version)
    assert [one.slug for one in theme.codes] == ["theme.work", "theme.care", "theme.law"]  # MISC has no figure any more
    care = next(one for one in theme.codes if one.slug == "theme.care")
    units = [one.unit_id for one in comparisons(found, theme, care) if one.differs]
    posts = {post.pk: name for name, post in done.bench.posts.items()}
    assert (
        sorted(posts[unit.post_id] for unit in Unit.objects.filter(pk__in=units))
        == WANTED["disagreements.CARE"]["units"]
    )
    done.again.origin = done.first
    (sheet,) = stability(done.again)
    readings = next(line.readings for line in sheet.lines if line.entry.slug == "theme.work")
    wanted = WANTED["intra_coder.WORK.ana"]
    assert (readings.units, readings.percent.value) == (wanted["n"], wanted["percent"])
    assert readings.alpha.value == pytest.approx(wanted["value"])
