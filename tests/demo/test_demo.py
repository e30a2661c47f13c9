"""The demo is the study that the software is for: both professions, several places, rounds at every stage."""

from collections import Counter

import pytest
from django.db.models import Count, Max
from django.db.models.functions import TruncMonth

from coding_app.agreement.models import AgreementFigure
from coding_app.review.models import Adjudication
from coding_app.sampling.models import Assignment, Round
from corpus.models import Attachment, Author, Hashtag, PollOption, Post, Source, Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def posts(world):
    return Post.objects.filter(source__corpus=world.project.corpus)


def test_it_is_large_enough_and_has_both_professions(world, posts):
    assert posts.count() >= 900
    assert Thread.objects.filter(source__corpus=world.project.corpus).count() >= 60
    places = Counter(Source.objects.filter(corpus=world.project.corpus).values_list("profession", "platform"))
    assert places == {
        ("gp", "x"): 2,
        ("home_help", "facebook"): 2,
        ("gp", "interview"): 1,
        ("home_help", "interview"): 1,
    }


def test_the_litter_tray_has_its_211_answers(posts):
    longest = posts.values("thread").annotate(posts=Count("id"), deepest=Max("position")).order_by("-posts").first()
    assert (longest["posts"], longest["deepest"]) == (212, 211)


def test_doctoctoc_peaks_in_february_2020(posts):
    openings = posts.filter(source__name="#DocTocToc", position=0)
    months = Counter(openings.annotate(month=TruncMonth("posted_at")).values_list("month", flat=True))
    assert months.most_common(1)[0][0].strftime("%Y-%m") == "2020-02"
    sizes = {
        row["posts"] - 1 for row in posts.filter(source__name="#DocTocToc").values("thread").annotate(posts=Count("id"))
    }
    assert {min(sizes), max(sizes)} == {0, 35}


def test_it_has_polls_pictures_and_second_hashtags(world):
    corpus = world.project.corpus
    assert PollOption.objects.filter(post__source__corpus=corpus).count() >= 6
    assert Attachment.objects.filter(post__source__corpus=corpus).exclude(description="").count() >= 10
    names = set(Hashtag.objects.filter(post__source__corpus=corpus).values_list("name", flat=True))
    assert {"doctoctoc", "teamkine", "covid19"} <= names


def test_four_interview_extracts(world):
    assert Thread.objects.filter(source__corpus=world.project.corpus, source__platform="interview").count() == 4


def test_nobody_has_a_name(world, posts):
    aliases = Author.objects.filter(corpus=world.project.corpus).values_list("alias", flat=True)
    assert all(alias[:3] in {"MG-", "AD-", "PA-"} for alias in aliases)
    assert not posts.filter(text__contains="dr_blouse_froissee").exists()


def test_rounds_stand_at_every_stage(world):
    states = list(
        Round.objects.filter(project=world.project).order_by("number").values_list("kind", "state", "is_blind")
    )
    assert states == [("training", "revealed", True), ("main", "revealed", True), ("main", "open", True)]
    overlap = Counter(
        Assignment.objects.filter(round=world.main)
        .values("unit")
        .annotate(coders=Count("id"))
        .values_list("coders", flat=True)
    )
    assert overlap == {1: 240, 2: 36, 3: 24}
    waiting = Assignment.objects.filter(round=world.open_round, coder=world.coder, submitted_at__isnull=True).count()
    assert waiting >= 15
    assert Adjudication.objects.filter(round=world.main).count() >= 20


def test_agreement_differs_as_in_life(world):
    alphas = dict(
        AgreementFigure.objects.filter(
            run__round=world.main, metric__contains="alpha", coder_a__isnull=True
        ).values_list("code__slug", "value")
    )
    assert alphas["work.pay"] > 0.85
    assert alphas["register"] < 0.55
    assert None in alphas.values()
