"""What was masked is decided by a person: masks stand or go, texts and the places of other masks stay right."""

import random

import pytest

from corpus import reviewing
from corpus.keys import key_for
from corpus.models import Hashtag, ImportBatch, Post, PostWords, RedactionHit
from tests.factories import masked_post
from tests.scoped import ours


@pytest.fixture
def batch(source):
    return ImportBatch.objects.create(source=source, state="done", file_name="a.csv", sha256="a" * 64)


@pytest.fixture
def key(source):
    return key_for(source.corpus.uuid, has_authors=False)


@pytest.fixture
def masked(batch, key):
    """Return a function that stores a text as an import does: masked, with a row for each mask."""
    return lambda text: masked_post(batch, text, key)


def masks_in_place(post: Post) -> list[str]:
    """Return what stands where the masks are said to stand."""
    hits = ours(RedactionHit).filter(post=post).exclude(decision="refused").order_by("start")
    return [ours(Post).get(pk=post.pk).text[hit.start : hit.end] for hit in hits]


def test_an_accepted_mask_stands_and_a_refused_one_goes(masked):
    post = masked("hier Sophie a appelé Mme Dupont au 06 12 34 56 78")
    assert post.text == "hier [prénom] a appelé Mme [nom] au [téléphone]"
    first, _name, phone = ours(RedactionHit).order_by("start")
    assert reviewing.accept([phone], by="maud") == 1
    assert reviewing.refuse([first], by="maud") == 1
    post.refresh_from_db()
    assert post.text == "hier Sophie a appelé Mme [nom] au [téléphone]"
    assert masks_in_place(post) == ["[nom]", "[téléphone]"]
    first.refresh_from_db()
    assert (first.decision, first.decided_by, first.start, first.end) == ("refused", "maud", 5, 11)
    assert reviewing.accept([phone], by="basile") == 0  # decided before: who decided stays
    phone.refresh_from_db()
    assert phone.decided_by == "maud"


def test_a_mask_accepted_by_mistake_can_still_be_put_back(masked):
    post = masked("merci Sophie")
    (hit,) = ours(RedactionHit).all()
    reviewing.accept([hit], by="maud")
    assert reviewing.refuse([hit], by="maud") == 1
    assert ours(Post).get(pk=post.pk).text == "merci Sophie"


def test_the_search_follows_the_text(masked):
    post = masked("merci Sophie pour la serpillière")
    PostWords.objects.create(post=post, vector="vide")
    reviewing.refuse(list(ours(RedactionHit).all()), by="maud")
    assert "soph" in ours(PostWords).get(post=post).vector


def test_words_the_rules_missed_are_masked_wherever_they_stand(masked):
    one = masked("chez la dame au petit chien, merci Sophie")
    two = masked("encore la dame au petit chien !")
    other = masked("la dame au petit chienlit")
    at = one.text.index("la dame")
    count = reviewing.add(
        one, start=at, end=at + len("la dame au petit chien"), by="maud", kind="other", everywhere=True
    )
    assert count == 2
    texts = {post.pk: post.text for post in ours(Post).all()}
    assert texts == {
        one.pk: "chez [masqué], merci [prénom]", two.pk: "encore [masqué] !", other.pk: "la dame au petit chienlit"
    }  # fmt: skip
    assert masks_in_place(one) == ["[masqué]", "[prénom]"]
    added = ours(RedactionHit).filter(kind="other")
    assert {(hit.decision, hit.decided_by) for hit in added} == {("accepted", "maud")}
    assert reviewing.refuse([added.get(post=two)], by="maud") == 1
    assert ours(Post).get(pk=two.pk).text == "encore la dame au petit chien !"


def test_words_in_many_posts_take_no_more_statements_than_in_two(masked, django_assert_max_num_queries):
    posts = [masked(f"numéro {n} chez #Lambdaville, merci Sophie") for n in range(40)]
    Hashtag.objects.bulk_create(Hashtag(post=post, name="lambdaville", written="Lambdaville") for post in posts)
    at = posts[0].text.index("Lambdaville")
    with django_assert_max_num_queries(25):
        assert reviewing.add(posts[0], start=at, end=at + 11, by="maud", everywhere=True) == 40
    assert {tuple(masks_in_place(post)) for post in posts} == {("[masqué]", "[prénom]")}
    assert ours(Hashtag).count() == 0
    reviewing.refuse(list(ours(RedactionHit).filter(kind="other")), by="maud")
    assert ours(Hashtag).filter(name="lambdaville", written="Lambdaville").count() == 40


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 99), (-1, 2), (5, 9), (4, 6)])
def test_a_passage_outside_the_text_or_on_a_mask_is_refused(masked, start, end):
    post = masked("hier Sophie")  # hier [prénom]
    with pytest.raises(reviewing.PassageIsTaken):
        reviewing.add(post, start=start, end=end, by="maud")
    assert ours(Post).get(pk=post.pk).text == "hier [prénom]"


def test_the_review_ends_when_nothing_waits_and_the_originals_are_destroyed(masked, batch):
    masked("hier Sophie"), masked("merci Nadège")
    with pytest.raises(reviewing.NotAllDecided):
        reviewing.finish(batch, by="maud")
    reviewing.accept([ours(RedactionHit).first()], by="maud")
    done = reviewing.accept_all(batch, by="alix")
    assert (done.reviewed_by, ours(RedactionHit).filter(original__isnull=False).count()) == ("alix", 0)
    assert set(ours(RedactionHit).values_list("decided_by", flat=True)) == {"maud", "alix"}
    for again in (lambda: reviewing.finish(batch, by="x"), lambda: reviewing.accept_all(batch, by="x"),
                  lambda: reviewing.refuse([ours(RedactionHit).first()], by="x"),
                  lambda: reviewing.add(ours(Post).first(), start=0, end=4, by="x")):  # fmt: skip
        with pytest.raises(reviewing.AlreadyReviewed):
            again()
    assert sorted(ours(Post).values_list("text", flat=True)) == ["hier [prénom]", "merci [prénom]"]


def test_refusing_everything_gives_the_texts_back_as_they_were(masked, batch):
    texts = [
        "😀 Sophie, Mme Dupont et Nadège au 06 12 34 56 78 ou a@b.fr",
        "rien à voir",
        "chez Domiservices, 12 rue des Lilas 59000 Lille, https://x.com/quelquun.",
    ]
    posts = [masked(text) for text in texts]
    assert reviewing.refuse(list(ours(RedactionHit).all()), by="maud") == 8
    assert [ours(Post).get(pk=post.pk).text for post in posts] == texts
    reviewing.finish(batch, by="maud")


def test_any_order_of_decisions_keeps_each_mask_in_its_place(masked):
    dice = random.Random("order of decisions")
    for _ in range(15):
        names = dice.sample(["Sophie", "Nadège", "Karim", "Fatima", "Youssef", "Chantal"], 4)
        post = masked(f"vu {names[0]} puis {names[1]}, et aussi {names[2]} avec Mme {names[3]} sur la terrasse bleue")
        for _step in range(6):
            waiting = list(ours(RedactionHit).filter(post=post).exclude(decision="refused"))
            act = dice.choice(["accept", "refuse", "add"])
            if act == "add":
                text = ours(Post).get(pk=post.pk).text
                word = dice.choice(["puis", "aussi", "terrasse", "bleue"])
                if word in text:
                    at = text.index(word)
                    reviewing.add(post, start=at, end=at + len(word), by="maud")
            elif waiting:
                getattr(reviewing, act)([dice.choice(waiting)], by="maud")
            assert set(masks_in_place(post)) <= {"[prénom]", "[nom]", "[masqué]"}
