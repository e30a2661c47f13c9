"""From round to round and batch to batch: each code has its course, and moves to another version are marked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coding_app.agreement.actions import compute_agreement
from coding_app.agreement.trend import moved_batches
from coding_app.codebook.actions import create_draft, publish_version
from coding_app.sampling.models import Assignment, RoundMove
from coding_app.sampling.steps import reveal_round
from tests.agreement.study import build, code, draw

ALL = ["stance.for", "argument.none", "tone.2"]


@pytest.fixture
def two_rounds(small):
    """Build the study and a second round, in which both say "for" and then "against" of p1 and p2."""
    study = build(small).reveal()
    compute_agreement(round=study.round, by=None)
    first = study.round
    study.round, _units = draw(study.project, study.version, study.posts, [small.coder, small.second_coder], number=2)
    for name, sign in (("p1", "for"), ("p2", "against")):
        for who in (small.coder, small.second_coder):
            code(study, name, who, [f"stance.{sign}", *ALL[1:]])
    compute_agreement(round=study.reveal().round, by=None)
    return study, first


def test_a_code_is_followed_from_round_to_round(two_rounds, client_of):
    study, _first = two_rounds
    client = client_of(study.people["reader"])
    root = f"/projects/{study.project.slug}/agreement/"
    history = client.get(root).context["history"]
    followed = {course.line.entry.slug: (course.first, course.last) for course, _cells in history.rows}
    assert followed["stance.for"] == (pytest.approx(1 - 76 / 192), 1)
    assert followed["stance"] == followed["stance.against"]
    page = client.get(f"{root}2/codes/{study.codes['stance.for'].uuid}/", headers={"accept-language": "en"})
    ((course, cells),) = page.context["history"].rows
    assert (course.line.entry.slug, [cell.run.round.number for cell in cells]) == ("stance.for", [1, 2])
    assert f"{root}1/codes/{study.codes['stance.for'].uuid}/" in page.content.decode()


def test_of_many_codes_the_page_of_a_round_follows_dimensions(two_rounds, client_of, monkeypatch):
    study, _first = two_rounds
    monkeypatch.setattr("coding_app.agreement.queries.FEW_CODES", 13)
    history = client_of(study.people["reader"]).get(f"/projects/{study.project.slug}/agreement/").context["history"]
    assert {course.line.entry.slug for course, _cells in history.rows} == {"stance", "argument", "tone"}


def test_the_batch_from_which_on_another_version_was_coded_is_marked(small, client_of, monkeypatch):
    monkeypatch.setattr("coding_app.agreement.subsets.SHORTEST_BATCH", 3)
    study = build(small)
    assert moved_batches(study.close().round) == []
    # Of three batches (p1 to p4, p5 to p7, p8 on), all but the first were submitted after the move.
    later = timezone.now() + timedelta(hours=1)
    after = Assignment.objects.filter(round=study.round, position__gt=4, submitted_at__isnull=False)
    after.update(submitted_at=later + timedelta(minutes=1))
    draft = create_draft(codebook=study.version.codebook, by=small.owner)
    second = publish_version(version=draft, note="", by=small.owner)
    moved = {"reason": "x", "moved_by": small.owner, "moved_at": later}
    RoundMove.objects.create(round=study.round, from_version=study.version, to_version=second, **moved)
    assert moved_batches(study.round) == [2]
    compute_agreement(round=reveal_round(round=study.round, by=small.owner), by=None)
    url = f"/projects/{study.project.slug}/agreement/"
    response = client_of(small.owner).get(url, headers={"accept-language": "en"})
    assert "From batch 2 on, most units were coded under another version" in response.content.decode()
    courses = {shown.section.kind.slug: shown.courses for shown in response.context["sections"]}
    assert courses["batch"][0].chart.marks == [pytest.approx(160 / 3)]
