"""The page of a review: by forms, by keys, and what nobody may do before it ends."""

import pytest
from django.db import IntegrityError, transaction

from coding_app.core.models import Event
from coding_app.sampling import population
from coding_app.sampling import queries as sampling
from coding_app.sampling.models import Unit
from coding_app.sampling.recipe import SampleRecipe
from coding_app.sources.actions import import_file
from corpus.keys import key_for
from corpus.models import Attachment, Hashtag, ImportBatch, PollOption, Post, RedactionHit, Thread
from corpus.reviewing import accept_all
from tests.factories import masked_post
from tests.scoped import ours

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def batch(source):
    made = ImportBatch.objects.create(source=source, state="done", file_name="a.csv", sha256="a" * 64)
    key = key_for(source.corpus.uuid, has_authors=False)
    for text in ("hier Sophie a ri avec Mme Dupont", "merci Sophie !", "rien ici", "au 06 12 34 56 78"):
        masked_post(made, text, key)
    return made


@pytest.fixture
def address(batch, url):
    return url("batch_review", batch.uuid)


def texts():
    return list(ours(Post).order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_who_may_review(small, client_of, address, role, status):
    assert client_of(small.people[role]).get(address).status_code == status


def test_the_page_shows_each_passage_in_its_post_with_what_it_hides(manager, address):
    page = manager.get(address)
    assert [(one.kind, one.total, one.waiting) for one in page.context["kinds"]] == [
        ("first_name", 2, 2), ("phone", 1, 1), ("titled_name", 1, 1)
    ]  # fmt: skip
    shown = page.context["hits"]
    assert [(one.before, one.mask, one.original, one.equal) for one in shown] == [
        ("hier ", "[prénom]", "Sophie", 2), ("hier [prénom] a ri avec Mme ", "[nom]", "Dupont", 1),
        ("merci ", "[prénom]", "Sophie", 2), ("au ", "[téléphone]", "06 12 34 56 78", 1),
    ]  # fmt: skip
    assert page.context["waiting"] == 4
    assert b"data-review-finish disabled" in page.content
    # A selection is a place in the post: the text stands whole and alone in its element.
    assert ">hier [prénom] a ri avec Mme <mark>[nom]</mark></p>" in page.content.decode()


def test_one_kind_is_shown_alone_and_accepted_at_once(manager, address):
    assert len(manager.get(f"{address}?kind=first_name").context["hits"]) == 2
    sent = manager.post(f"{address}?kind=first_name", {"act": "accept_kind", "kind": "first_name"})
    assert (sent.status_code, sent["Location"]) == (303, f"{address}?kind=first_name")
    assert ours(RedactionHit).filter(decision="accepted").count() == 2


def test_equal_passages_are_put_back_at_once(manager, address):
    hit = ours(RedactionHit).filter(kind="first_name").first()
    manager.post(address, {"act": "refuse", "hit": hit.pk, "same": "1"})
    assert texts() == ["hier Sophie a ri avec Mme [nom]", "merci Sophie !", "rien ici", "au [téléphone]"]


def test_a_script_hears_what_was_decided_and_what_waits(small, manager, address):
    hit = ours(RedactionHit).get(kind="phone")
    sent = manager.post(address, {"act": "accept", "hit": hit.pk}, headers={"accept": "application/json"})
    assert sent.json() == {"decided": [hit.pk], "waiting": 3}
    hit.refresh_from_db()
    assert (hit.decision, hit.decided_by) == ("accepted", small.manager.display_name)


def test_words_the_rules_missed_are_added_from_any_post(manager, address):
    assert [post.text for post in manager.get(f"{address}?kind=posts").context["page"]] == texts()
    post = ours(Post).get(text="rien ici")
    given = {"act": "add", "post": str(post.uuid), "words": "ici", "kind": "other", "start": ""}
    assert manager.post(address, given).status_code == 303
    assert texts()[2] == "rien [masqué]"
    refused = manager.post(address, given)
    assert refused.status_code == 422
    assert "not in this post" in refused.content.decode()


def test_what_stands_beside_the_texts_is_read_and_masked_too(manager, address, batch):
    first, second = ours(Post).order_by("pk")[:2]
    Thread.objects.filter(pk=first.thread_id).update(title="Chez Lambdaville")
    PollOption.objects.create(post=first, position=0, text="Lambdaville, oui")
    Attachment.objects.create(post=first, position=0, kind="image", description="la porte de Lambdaville")
    Hashtag.objects.create(post=second, name="lambdavillenord", written="LambdavilleNord")
    html = manager.get(f"{address}?kind=posts").content.decode()
    for shown in ("Title – Chez Lambdaville", "Poll – Lambdaville, oui", "Image – la porte", "#LambdavilleNord"):
        assert shown in html
    given = {"act": "add", "post": str(first.uuid), "words": "Lambdaville", "kind": "employer", "start": ""}
    page = manager.post(address, given | {"everywhere": "1"}, follow=True)
    assert "4 passages were masked." in page.content.decode()
    assert (Thread.objects.get(pk=first.thread_id).title, PollOption.objects.get().text) == (
        "Chez [employeur]", "[employeur], oui"
    )  # fmt: skip
    assert (Attachment.objects.get().description, Hashtag.objects.count()) == ("la porte de [employeur]", 0)
    assert manager.post(address, given).status_code == 422


def test_the_place_of_a_selection_counts(manager, address):
    post = ours(Post).get(text__startswith="hier")
    given = {"act": "add", "post": str(post.uuid), "words": "r", "kind": "other", "start": "16"}
    manager.post(address, given)
    assert texts()[0] == "hier [prénom] a [masqué]i avec Mme [nom]"


@pytest.mark.parametrize("hit", ["", "0", "x", "999999"])
def test_a_passage_that_is_not_there_is_404(manager, address, hit):
    assert manager.post(address, {"act": "accept", "hit": hit}).status_code == 404


def test_the_end_waits_for_every_decision_and_leads_to_the_report(small, manager, address, batch, url):
    early = manager.post(address, {"act": "finish"})
    assert (early.status_code, ours(ImportBatch).get().reviewed_at) == (409, None)
    page = manager.get(url("batch", batch.uuid))
    assert address.encode() in page.content
    sent = manager.post(address, {"act": "accept_rest"})
    assert (sent.status_code, sent["Location"]) == (303, url("batch", batch.uuid))
    assert ours(ImportBatch).get().reviewed_by == small.manager.display_name
    assert Event.objects.filter(verb="import_reviewed", object_uuid=batch.uuid, by=small.manager).count() == 1
    assert manager.post(address, {"act": "accept_rest"}).status_code == 409
    page = manager.get(address)
    assert b"Sophie" not in page.content
    assert len(page.context["hits"]) == 4


def test_mentions_are_told_apart_from_what_waits(manager, imported, address, url):
    page = manager.get(url("batch_review", imported.batch.uuid))
    assert page.context["mentions"] == 1
    assert "1 mention (@name, name of an author) has become an alias" in page.text
    assert {one.kind for one in page.context["kinds"]} == {"email", "phone"}
    assert "become an alias" not in manager.get(address).text


def test_nothing_can_be_drawn_or_coded_before(small, batch, manager):
    recipe = SampleRecipe()
    assert population.population(small.project, recipe=recipe, unit_kind="post") == []
    assert population.population(small.project, recipe=recipe, unit_kind="thread") == []
    assert list(sampling.waiting_for_review(small.project)) == [batch]
    post = ours(Post).first()
    for kind, about in (("post", post), ("thread", None)):
        with pytest.raises(IntegrityError, match="its import was not reviewed yet"), transaction.atomic():
            Unit.objects.create(project=small.project, kind=kind, thread=post.thread, post=about)
    accept_all(batch, by="maud")
    assert len(population.population(small.project, recipe=recipe, unit_kind="post")) == 4
    assert list(sampling.waiting_for_review(small.project)) == []
    assert Unit.objects.create(project=small.project, kind="post", thread=post.thread, post=post).pk


def test_a_thread_that_grew_by_an_unreviewed_import_waits_again(small, batch, source):
    accept_all(batch, by="maud")
    thread = ours(Post).first().thread
    later = ImportBatch.objects.create(source=source, state="done", file_name="b.csv", sha256="b" * 64)
    Post.objects.create(source=source, thread=thread, batch=later, digest=b"n", position=1, text="neuf")
    recipe = SampleRecipe()
    assert len(population.population(small.project, recipe=recipe, unit_kind="thread")) == 3
    assert len(population.population(small.project, recipe=recipe, unit_kind="post")) == 4


def test_posts_without_their_words_are_not_drawn(small, batch):
    accept_all(batch, by="maud")
    first, second, third, _ = ours(Post).order_by("pk")
    for post, why in ((first, "deleted"), (second, "withheld"), (third, "erased")):
        ours(Post).filter(pk=post.pk).update(availability=why)
    recipe = SampleRecipe()
    assert len(population.population(small.project, recipe=recipe, unit_kind="post")) == 1
    assert len(population.population(small.project, recipe=recipe, unit_kind="thread")) == 3


def test_a_missing_key_is_told_and_nothing_breaks(manager, address, folders, settings):
    for key in settings.SECRETS_DIR.glob("pseudonyms-*.key"):
        key.unlink()
    assert "the key is missing" in manager.get(address).content.decode()
    hit = ours(RedactionHit).first()
    refused = manager.post(address, {"act": "refuse", "hit": hit.pk})
    assert (refused.status_code, texts()[0]) == (409, "hier [prénom] a ri avec Mme [nom]")
    assert manager.post(address, {"act": "accept", "hit": hit.pk}).status_code == 303


def test_an_imported_file_waits_with_its_masks_and_can_be_put_back_whole(
    small, source, manager, url, tmp_path, folders
):
    path = tmp_path / "one.csv"
    path.write_text('id,text,author\n1,"hier Sophie a appelé Mme Dupont, chez Domiservices",Jo\n', encoding="utf-8")
    report = import_file(source=source, path=path, file_name="one.csv", by=small.manager)
    assert texts() == ["hier [prénom] a appelé Mme [nom], chez [employeur]"]
    address = url("batch_review", report.batch.uuid)
    assert [one.original for one in manager.get(address).context["hits"]] == ["Sophie", "Dupont", "Domiservices"]
    for hit in ours(RedactionHit).all():
        manager.post(address, {"act": "refuse", "hit": hit.pk})
    assert texts() == ["hier Sophie a appelé Mme Dupont, chez Domiservices"]
    assert manager.post(address, {"act": "finish"}).status_code == 303
    assert ours(RedactionHit).filter(original__isnull=False).count() == 0
