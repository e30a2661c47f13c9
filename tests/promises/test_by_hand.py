"""The whole way on a case small enough for pencil and paper: page, command, API, review and file give its figures.

Eight posts in five threads, two coders A and B, everything through actions. What each chose, A / B:

            Stance (one)          Topic (any number)
    g1      for     / for         pay        / pay          thread G1, general practitioner
    g2      for     / against     none       / none         thread G1
    g3      against / against     pay + rest / pay          thread G2
    g4      none    / none        none       / none         thread G2
    h1      for     / for         pay        / none         thread H1, home helper
    h2      against / against     rest       / rest         thread H1
    h3      against / for         none       / none         thread H2
    h4      none    / against     none       / pay          thread H3

A code as a 2 x 2 table: both, A alone, B alone, neither; c = choices among the 16 codings.

    for       2  1  1  4   c =  6      against   2  1  2  3   c = 7
    pay       2  1  1  4   c =  6      rest      1  1  0  6   c = 3

    percent = (both + neither) / 8
    alpha   = 1 - 15 d / (c (16 - c)), d = units that differ       (16 values, so n - 1 = 15)
    AC1     = (percent - e) / (1 - e), e = 2 (c / 16) (1 - c / 16)

    for, pay  d = 2: 6/8; 1 - 30/60 = 1/2;   e = 120/256 = 15/32: (24/32 - 15/32) / (17/32) = 9/17
    against   d = 3: 5/8; 1 - 45/63 = 2/7;   e = 126/256 = 63/128: (80 - 63) / (128 - 63) = 17/65
    rest      d = 1: 7/8; 1 - 15/39 = 8/13;  e = 78/256 = 39/128: (112 - 39) / (128 - 39) = 73/89

Stance as a whole: for 6, against 7, none 3 of 16; g2, h3, h4 differ: 5/8.
    alpha = 1 - 15 x 3 / (6x7 + 6x3 + 7x3) = 1 - 45/81 = 4/9
    AC1: e = (6x10 + 7x9 + 3x13) / 256 / (3 - 1) = 81/256: (160 - 81) / (256 - 81) = 79/175
Topic as a whole, sets by MASI: g3 {pay, rest} against {pay} is 1 - 1/2 x 2/3 = 2/3, h1 and h4 are 1; so 8/3 / 8 = 1/3.
    {pay} 5 times, {} 8, {rest} 2, {pay, rest} 1 of 16; expected 2 (8x8 + 5x2 + 5 x 2/3 + 2 x 2/3) / (16x15) = 59/90
    alpha = 1 - 1/3 / (59/90) = 29/59; 5 of 8 sets are the same: 5/8
"""

import csv
import json
import re
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coding_app.accounts.actions import create_token
from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.queries import latest_run, report
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.drafting import add_entry
from coding_app.codebook.models import Code
from coding_app.coding.actions import perform
from coding_app.projects.models import Project
from coding_app.review.actions import settle
from coding_app.review.queries import State, cases
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.steps import close_round, open_round, reveal_round
from coding_app.sources.actions import create_source, import_file
from corpus.models import Post
from corpus.reviewing import accept_all
from tests.factories import complete_record

FILES = {
    ("x", "gp"): "thread,author,date,text\n"
    "G1,Ana,2020-02-03 10:00,g1\nG1,Bob,2020-02-03 11:00,g2\nG2,Ana,2020-02-04 10:00,g3\nG2,Bob,2020-02-04 11:00,g4\n",
    ("facebook", "home_help"): "thread,author,date,text\n"
    "H1,Zoe,2020-02-03 10:00,h1\nH1,Lou,2020-02-03 11:00,h2\nH2,Zoe,2020-02-04 10:00,h3\nH3,Lou,2020-02-05 10:00,h4\n",
}
CODED = {
    "g1": ("for pay", "for pay"),
    "g2": ("for", "against"),
    "g3": ("against pay rest", "against pay"),
    "g4": ("", ""),
    "h1": ("for pay", "for"),
    "h2": ("against rest", "against rest"),
    "h3": ("against", "for"),
    "h4": ("", "against pay"),
}
CODES = {"stance": ["for", "against"], "topic": ["pay", "rest"]}
PERCENT, ALPHA, AC1, MASI = "percent_agreement", "krippendorff_alpha", "gwet_ac1", "krippendorff_alpha_masi"
FIGURES = {
    ("stance", "stance.for"): {PERCENT: Fraction(6, 8), ALPHA: Fraction(1, 2), AC1: Fraction(9, 17)},
    ("stance", "stance.against"): {PERCENT: Fraction(5, 8), ALPHA: Fraction(2, 7), AC1: Fraction(17, 65)},
    ("topic", "topic.pay"): {PERCENT: Fraction(6, 8), ALPHA: Fraction(1, 2), AC1: Fraction(9, 17)},
    ("topic", "topic.rest"): {PERCENT: Fraction(7, 8), ALPHA: Fraction(8, 13), AC1: Fraction(73, 89)},
    ("stance", ""): {PERCENT: Fraction(5, 8), ALPHA: Fraction(4, 9), AC1: Fraction(79, 175)},
    ("topic", ""): {PERCENT: Fraction(5, 8), MASI: Fraction(29, 59)},
}
# Chosen by one and the other: for 3, 3; against 3, 4; pay 3, 3; rest 2, 1; no stance 2, 1.
KAPPAS = {
    ("stance", "stance.for"): Fraction(48 - 34, 64 - 34),
    ("stance", "stance.against"): Fraction(40 - 32, 64 - 32),
    ("topic", "topic.pay"): Fraction(48 - 34, 64 - 34),
    ("topic", "topic.rest"): Fraction(56 - 44, 64 - 44),
    ("stance", ""): Fraction(40 - 23, 64 - 23),
}
DIFFERING = {"stance": {"g2", "h3", "h4"}, "topic": {"g3", "h1", "h4"}}
# Of the four posts of each profession those that both coders gave the code: one of two is a tie, which counts as not.
SHARES = {
    "stance.for": (1, 1),  # g1 | h1
    "stance.against": (1, 1),  # g3 | h2
    "stance.none": (1, 0),  # g4 | h4 is a tie
    "topic.pay": (2, 0),  # g1 g3 | h1, h4 are ties
    "topic.rest": (0, 1),  # g3 is a tie | h2
    "topic.none": (2, 1),  # g2 g4 | h3
}
# h4 is against, as B said; h1 is about pay, as A said; g3 is about pay and rest, as A said.
SETTLED = SHARES | {"stance.against": (1, 2), "topic.pay": (2, 1), "topic.rest": (1, 1)}


@dataclass
class Study:
    """What was built."""

    project: Project
    people: dict
    codes: dict[str, Code]
    round: Round


@pytest.fixture
def study(small, tmp_path, settings):
    """Import, write a codebook, draw, code by two, close."""
    settings.SECRETS_DIR = tmp_path / "secrets"
    owner, coders = small.owner, [small.coder, small.second_coder]
    for (platform, profession), content in FILES.items():
        source = create_source(
            project=small.project, platform=platform, name=platform, profession=profession, access="public",
            by=owner, **complete_record(),
        )  # fmt: skip
        path = tmp_path / f"{platform}.csv"
        path.write_text(content)
        report = import_file(source=source, path=path, file_name=path.name, by=owner)
        accept_all(report.batch, by=owner.display_name)
    posts = Post.objects.filter(source__corpus=small.project.corpus)
    assert (posts.count(), posts.values("thread").distinct().count()) == (8, 5)
    version = _codebook(small.project, owner)
    row = create_round(
        project=small.project, name="À la main", kind="main", unit_kind="post", recipe=SampleRecipe(), size=8, seed=5,
        coders=coders, double_share=100, triple_share=0, is_blind=True, codebook_version=version, by=owner,
    )  # fmt: skip
    open_round(round=row, by=owner)
    codes = {code.slug: code for code in Code.objects.filter(codebook=version.codebook)}
    for assignment in Assignment.objects.filter(round=row).select_related("round__codebook_version", "unit__post"):
        _code(assignment, CODED[assignment.unit.post.text][coders.index(assignment.coder)].split(), codes)
    row = reveal_round(round=close_round(round=row, by=owner), by=owner)
    return Study(small.project, small.people, codes, row)


def _codebook(project, owner):
    version = create_codebook(project=project, starter="empty", by=owner).versions.get()
    for name, selection in [("stance", "one"), ("topic", "any")]:
        top = add_entry(
            version=version, kind="dimension", parent=None, by=owner, name_fr=name, name_en=name, selection=selection,
            level="nominal", applies_to="any",
        )  # fmt: skip
        for code in CODES[name]:
            add_entry(version=version, kind="code", parent=top.code, by=owner, name_fr=code, name_en=code)
    return publish_version(version=version, note="", by=owner)


def _code(assignment, chosen, codes):
    """Code one post as one coder does: the codes, "none applies" where there is none, done."""
    slugs = [
        f"{dimension}.{code}"
        for dimension in CODES
        for code in [c for c in CODES[dimension] if c in chosen] or ["none"]
    ]
    after = 0
    for kind, code in [*(("apply", codes[slug]) for slug in slugs), ("submit", None)]:
        after = perform(
            assignment=assignment, operation_id=uuid.uuid4(), kind=kind, code=code, after=after, by=assignment.coder
        ).sequence


def unit(study, name):
    return Unit.objects.get(project=study.project, post__text=name)


def settle_three(study):
    """Decide on three of the six differences, by keeping one coder each time."""
    for name, dimension, kept in [("h4", "stance", "second_coder"), ("h1", "topic", "coder"), ("g3", "topic", "coder")]:
        settle(
            round=study.round, unit=unit(study, name), dimension=study.codes[dimension], decision="keep_coder",
            kept_coder=study.people[kept], reason="Relu ensemble.", by=study.people["adjudicator"],
        )  # fmt: skip


def inside(name, study, *args):
    return reverse(name, args=[study.project.slug, *args])


def assert_figures(rows):
    """Compare rows of figures over all coders with the hand calculation."""
    found = defaultdict(dict)
    for row in rows:
        if not row["coder_a"] and not row["subset"]:
            found[row["dimension"], row["code"]][row["metric"]] = row
            assert (row["units"], row["pairs"]) == (8, 8)
    assert set(found) == set(FIGURES)
    for key, metrics in FIGURES.items():
        for metric, value in metrics.items():
            assert found[key][metric]["value"] == pytest.approx(float(value), abs=1e-12), (key, metric)
    # Two coders: the pair has the figures of the whole.
    for row in rows:
        if row["coder_b"]:
            key = row["dimension"], row["code"]
            expected = KAPPAS[key] if row["metric"] == "cohen_kappa" else FIGURES[key][row["metric"]]
            assert row["value"] == pytest.approx(float(expected), abs=1e-12)
    return {key: {metric: row["value"] for metric, row in metrics.items()} for key, metrics in found.items()}


def printed(study):
    out = StringIO()
    call_command("agreement", "--json", project=study.project.slug, round=study.round.number, stdout=out)
    return json.loads(out.getvalue())


def test_agreement_is_the_hand_calculation_everywhere(study, client_of):
    command = printed(study)
    stored = assert_figures(command["figures"])
    answer = Client().get(
        inside("api:round_agreement", study, study.round.number),
        headers={"Authorization": f"Token {create_token(name='R', by=study.people['reader'])[1]}"},
    )
    assert answer.json()["figures"] == command["figures"]
    assert answer.json()["data_sha256"] == command["data_sha256"]
    for group in report(latest_run(study.round)).groups:
        for line in (group.whole, *group.codes):
            key = group.dimension.slug, "" if line is group.whole else line.entry.slug
            shown = {name: figure.value for name, figure in line.figures.items()}
            assert shown == stored[key]
    page = client_of(study.people["reader"]).get(
        inside("agreement:agreement", study), headers={"accept-language": "en"}
    )
    cells = [
        " ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("<tr.*?</tr>", page.content.decode(), re.S)
    ]
    for name, alpha, percent, ac1 in [
        ("for", "0.50", "75", "0.53"),
        ("against", "0.29", "63", "0.26"),
        ("pay", "0.50", "75", "0.53"),
        ("rest", "0.62", "88", "0.82"),
    ]:
        row = next(row for row in cells if row.startswith(f"{name} "))
        assert re.search(rf"\b{alpha}\b.* {percent}\W?%.* {ac1} .*\b8 8\b", row), row


def test_review_lists_exactly_the_units_that_differ(study):
    assert _differing(study) == DIFFERING
    settle_three(study)
    assert _differing(study) == {"stance": {"g2", "h3"}, "topic": {"h4"}}


def _differing(study):
    found = defaultdict(set)
    for case in cases(study.round):
        if case.state == State.DIFFER:
            found[case.dimension.slug].add(case.unit.post.text)
    return found


def shares_on_the_page(study, client):
    """Read the shares off the professions page, and count the posts that each of its numbers leads to."""
    page = client.get(inside("summaries:professions", study))
    shares = {}
    for section in page.context["comparison"].sections:
        for line in section.lines:
            assert [(cell.profession, cell.share.n_posts) for cell in line.cells] == [("gp", 4), ("home_help", 4)]
            shares[line.entry.slug] = tuple(cell.share.n_with for cell in line.cells)
    links = re.findall(r'href="([^"]*/professions/codes/[^"]+)">(\d+)</a>', page.content.decode())
    assert len(links) == 2 * 2 * len(shares)  # with the code, and all; two professions
    for address, number in links:
        behind = client.get(address.replace("&amp;", "&"))
        assert (len(behind.context["found"]), behind.context["page"].paginator.count) == (int(number), int(number))
    return shares


def shares_in_the_file(study, path):
    """Count from the rows of value 1 alone: decided, or given by both coders."""
    call_command("export", project=study.project.slug, out=path, verbosity=0)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    decided = {(row["unit"], row["dimension"]) for row in rows if row["is_consensus"] == "1"}
    given = Counter(
        (row["unit"], row["profession"], row["code"], row["is_consensus"])
        for row in rows
        if row["value"] == "1" and ((row["unit"], row["dimension"]) in decided) == (row["is_consensus"] == "1")
    )
    shares = {slug: [0, 0] for slug in SHARES}
    for (_unit, profession, code, is_consensus), times in given.items():
        if is_consensus == "1" or times == 2:
            shares[code][["gp", "home_help"].index(profession)] += 1
    return {slug: tuple(numbers) for slug, numbers in shares.items()}


def test_professions_file_and_hand_calculation_agree_before_and_after_review(study, client_of, tmp_path, settings):
    client = client_of(study.people["reader"])
    before = printed(study)
    assert shares_on_the_page(study, client) == shares_in_the_file(study, tmp_path / "before.csv") == SHARES
    settle_three(study)
    assert shares_on_the_page(study, client) == shares_in_the_file(study, tmp_path / "after.csv") == SETTLED
    # What was decided is no coder: agreement is computed anew, and is what it was.
    run = latest_run(study.round)
    assert compute_agreement(round=study.round, by=None) == run
    settings.VERSION = "0.0.0+another"  # figures of another version of the program are never taken from the store
    again = printed(study)
    assert latest_run(study.round) != run
    assert (again["figures"], again["data_sha256"]) == (before["figures"], before["data_sha256"])
