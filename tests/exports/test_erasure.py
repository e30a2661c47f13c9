"""Erasing, masking and purging through the pages, with all that the team had made of the posts."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from coding_app.coding.models import Coding, Note
from coding_app.core import jobs
from coding_app.core.models import Event, Job
from coding_app.exports import traces
from coding_app.exports.actions import file_path
from coding_app.exports.models import Export
from coding_app.review.models import Adjudication
from coding_app.sources import erasure_actions
from corpus import vault
from corpus.keys import key_for
from corpus.models import Author, AuthorDigest, Erasure, Mention, Post, Redaction, Source
from corpus.pseudonyms import digest
from tests.coding.conftest import make_coded
from tests.corpus.conftest import cells_of_every_table
from tests.factories import complete_record

pytestmark = pytest.mark.django_db
MAY = {"owner": 200, "manager": 200, "adjudicator": 403, "coder": 403, "reader": 403, "stranger": 404}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.VAR, settings.MEDIA_DIR, settings.SECRETS_DIR = tmp_path, tmp_path / "media", tmp_path / "secrets"
    settings.JOBS = settings.JOBS | {"purge": "coding_app.sources.purging_tasks.run_purge"}
    return tmp_path


@pytest.fixture
def work(small, exports_dir):
    """A coded post of AD-002 with memos, a decision and an export; AD-001 names AD-002."""
    coded = make_coded(small)
    for person in ("coder", "second_coder"):
        coded.fill(coded.assignment(person, 1), "law.tasks")
    post = coded.assignment("coder", 1).unit.post
    given = {"project": small.project, "author": small.coder}
    Note.objects.create(**given, post=post, text="memo girouette")
    Note.objects.create(**given, assignment=coded.assignment("coder", 1), text="memo pamplemousse")
    Note.objects.create(**given, assignment=coded.assignment("coder", 2), text="memo of another post")
    Adjudication.objects.create(
        round=coded.round, unit=coded.assignment("coder", 1).unit, dimension=coded.code("topic"), decision="keep_coder",
        kept_coder=small.coder, reason="elle dit tournevis", made_by=small.adjudicator,
    )  # fmt: skip
    job = jobs.start(project=small.project, kind="export", by=small.owner, parameters={})
    for uuid, name in ((job.uuid, "long_csv"), (None, "codebook_csv")):
        Export.objects.create(
            **({"uuid": uuid} if uuid else {}), project=small.project, job=job if uuid else None, format=name,
            profile="rfc4180", file_name=f"{name}.csv", sha256="0" * 64, size=1, rows=1, made_by=small.owner,
        )  # fmt: skip
    file_path(job.uuid).parent.mkdir(parents=True, exist_ok=True)
    file_path(job.uuid).write_text("AD-002 said it")
    Mention.objects.create(post=coded.assignment("coder", 0).unit.post, author=post.author)
    return coded


@pytest.fixture
def author(work):
    return Author.objects.get(alias="AD-002")


def address(small, name, *rest):
    return reverse(f"sources:{name}", args=[small.project.slug, *rest])


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_who_may_mask_and_erase(small, work, author, client_of, role, status):
    post = work.assignment("coder", 1).unit.post
    client = client_of(small.people[role])
    assert client.get(address(small, "author_erase", author.uuid)).status_code == status
    assert client.get(address(small, "post_mask", post.uuid)).status_code == status
    assert client.get(address(small, "retention")).status_code == status


@pytest.mark.parametrize(("role", "status"), (MAY | {"manager": 403}).items())
def test_who_may_open_a_name(small, author, client_of, role, status):
    assert client_of(small.people[role]).get(address(small, "identity_open", author.uuid)).status_code == status


@pytest.mark.parametrize(("role", "status"), MAY.items())
def test_who_may_look_for_a_person(small, work, client_of, role, status):
    assert client_of(small.people[role]).get(address(small, "author_find")).status_code == status


def test_a_person_is_found_by_handle_id_name_or_alias_and_nothing_typed_is_kept(small, author, past, client_of):
    key = key_for(small.project.corpus.uuid, has_authors=False)
    for kind, value in (("name", "odile rond-point"), ("id", "99-AbC")):
        mark = digest(key, past.platform, f"author-{kind}", value)
        AuthorDigest.objects.create(corpus=small.project.corpus, author=author, kind=kind, digest=mark)
    past.keeps_identities = True
    vault.store(past, [(author.pk, "Odile Rond-Point")], key)
    owner = client_of(small.owner)
    for written in ("@Odile  Rond-Point", "99-AbC", "ad-002"):
        page = owner.post(address(small, "author_find"), {"written": written})
        assert [(one.alias, one.wrote, one.named) for one in page.context["found"].authors] == [("AD-002", 1, 1)]
        html = page.content.decode()
        assert address(small, "author_erase", author.uuid) in html
        assert address(small, "identity_open", author.uuid) in html
    assert {(e.by, e.object_uuid, str(e.detail)) for e in Event.objects.filter(verb="person_looked_for")} == {
        (small.owner, None, "{'found': 1}")
    }
    manager = client_of(small.manager)
    assert address(small, "identity_open", author.uuid) not in manager.post(
        address(small, "author_find"), {"written": "AD-002"}
    ).content.decode()  # fmt: skip
    assert manager.post(address(small, "author_find"), {"written": "99-abc"}).context["found"].authors == []
    erasure_actions.erase_author(project=small.project, author=author, reason="x", typed="AD-002", by=small.owner)
    assert manager.post(address(small, "author_find"), {"written": "99-AbC"}).context["found"].was_erased


def test_the_page_says_what_will_happen(small, author, client_of):
    page = client_of(small.manager).get(address(small, "author_erase", author.uuid))
    seen, found = page.context["foreseen"], page.context["traces"]
    assert (seen.posts, seen.threads_opened, seen.mentions) == (1, 0, 1)
    assert (found.codings, found.notes, [export.format for export in found.exports]) == (
        Coding.objects.filter(assignment__unit__post__author=author).count(), 2, ["long_csv"],
    )  # fmt: skip


def test_codings_stay_memos_reasons_and_files_go(small, work, author, client_of):
    codings = Coding.objects.count()
    sent = client_of(small.manager).post(
        address(small, "author_erase", author.uuid), {"reason": "a demandé", "alias": "AD-002"}
    )
    assert sent.status_code == 303
    made = Erasure.objects.get()
    assert (made.alias, made.posts, made.codings, made.made_by) == ("AD-002", 1, 12, small.manager.display_name)
    assert Coding.objects.count() == codings
    assert list(Note.objects.values_list("text", flat=True)) == ["memo of another post"]
    assert Adjudication.objects.get().reason == traces.GONE
    left = [
        v for _t, _c, v in cells_of_every_table() if any(w in str(v) for w in ("girouette", "pamplem", "tournevis"))
    ]
    assert left == []
    long = Export.objects.get(format="long_csv")
    assert not file_path(long.uuid).exists()
    event = Event.objects.get(verb="author_erased")
    assert event.detail == {"posts": 1, "codings": 12, "exports": [str(long.uuid)]}


def test_history_stays_closed_to_everybody_else(work, author):
    from django.apps import apps
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic():
        apps.get_model("coding_app", "NoteEvent").objects.all().delete()


@pytest.mark.parametrize("given", [{"reason": "", "alias": "AD-002"}, {"reason": "x", "alias": "AD-02"}, {}])
def test_without_a_reason_and_the_alias_nothing_is_erased(small, author, client_of, given):
    sent = client_of(small.manager).post(address(small, "author_erase", author.uuid), given)
    assert (sent.status_code, Erasure.objects.count()) == (422, 0)


def test_words_are_masked_and_the_codings_stay_where_they_are(small, work, client_of):
    post = work.assignment("coder", 1).unit.post
    words = post.text[3:9]
    client = client_of(small.manager)
    sent = client.post(address(small, "post_mask", post.uuid), {"words": words, "start": 3, "reason": "un nom"})
    assert sent.status_code == 303
    post.refresh_from_db()
    assert post.text[3:9] == "██████"
    assert Redaction.objects.get().made_by == small.manager.display_name
    assert Event.objects.get(verb="passage_masked").detail == {"start": 3, "end": 9}
    again = client.post(address(small, "post_mask", post.uuid), {"words": "n'est pas là", "reason": "un nom"})
    assert again.status_code == 422
    assert "un nom" in client.get(address(small, "post_mask", post.uuid)).content.decode()


def test_a_post_about_a_third_party_is_marked_and_unmarked(small, work, client_of):
    post = work.assignment("coder", 1).unit.post
    client = client_of(small.manager)
    client.post(address(small, "post_mask", post.uuid), {"act": "third_party", "is_about_third_party": "1"})
    assert Post.objects.get(pk=post.pk).is_about_third_party
    client.post(address(small, "post_mask", post.uuid), {"act": "third_party"})
    assert not Post.objects.get(pk=post.pk).is_about_third_party
    assert Event.objects.filter(verb="third_party_marked").count() == 2


@pytest.fixture
def past(work):
    source = Source.objects.get(name="Groupe")
    Source.objects.filter(pk=source.pk).update(**complete_record(retain_until=date(2020, 12, 31)))
    return Source.objects.get(pk=source.pk)


def test_a_purge_is_a_job_with_a_report(small, past, client_of):
    client = client_of(small.manager)
    page = client.get(address(small, "retention"))
    assert [(one.source, one.warning) for one in page.context["due"]] == [(past, 0)]
    sent = client.post(address(small, "retention"), {"source": past.uuid})
    assert sent.status_code == 303
    job = Job.objects.get(kind="purge")
    jobs.run(job.uuid)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"source": "Groupe", "posts": 6, "codings": 12})
    assert set(Post.objects.values_list("text", "availability")) == {("", "purged")}
    assert Event.objects.get(verb="source_purged").by == small.manager
    assert client.post(address(small, "retention"), {"source": past.uuid}).status_code == 409


def test_a_source_that_is_not_due_is_not_purged(small, past, client_of):
    Source.objects.filter(pk=past.pk).update(kept_longer_because="contrôle")
    sent = client_of(small.manager).post(address(small, "retention"), {"source": past.uuid})
    assert (sent.status_code, Job.objects.filter(kind="purge").count()) == (409, 0)
    with pytest.raises(erasure_actions.NotDueYet):
        erasure_actions.purge_source(project=small.project, source=past, by=None)


def test_the_command_reports_what_it_purged(past, capsys):
    call_command("purge", "--dry-run")
    assert capsys.readouterr().out == "source: Groupe  kept_until: 2020-12-31\n"
    assert not Post.objects.filter(availability="purged").exists()
    call_command("purge", "--json")
    assert capsys.readouterr().out == (
        '[{"source": "Groupe", "kept_until": "2020-12-31", "posts": 6, "codings": 12}]\n'
    )
    call_command("purge")
    assert capsys.readouterr().out == "No source is past its time. Nothing was changed.\n"


def test_the_replay_command_says_what_it_did(small, author, capsys):
    erasure_actions.erase_author(project=small.project, author=author, reason="x", typed="AD-002", by=small.owner)
    call_command("replay_erasures")
    assert capsys.readouterr().out == "Erasures on the list: 1. People erased again: 0, with 0 posts.\n"


def test_a_name_is_opened_by_an_owner_with_a_reason(small, author, past, client_of):
    key = key_for(small.project.corpus.uuid, has_authors=False)
    past.keeps_identities = True
    vault.store(past, [(author.pk, "Odile Rond-Point")], key)
    where, client = address(small, "identity_open", author.uuid), client_of(small.owner)
    assert b"Rond-Point" not in client.get(where).content
    assert client.post(where, {"reason": "oui"}).status_code == 422
    page = client.post(where, {"reason": "demande de retrait du 3 mars"})
    assert (page.status_code, page.context["names"]) == (200, ["Odile Rond-Point"])
    assert "no-store" in page["Cache-Control"]
    assert [(one.by, one.reason) for one in vault.openings(author)] == [
        (small.owner.display_name, "demande de retrait du 3 mars")
    ]
    assert b"Rond-Point" not in client.get(where).content
    event = Event.objects.get(verb="identity_opened")
    assert (event.by, event.object_uuid, event.detail) == (small.owner, author.uuid, {})


def test_a_name_that_is_not_kept_cannot_be_opened(small, author, client_of):
    page = client_of(small.owner).post(address(small, "identity_open", author.uuid), {"reason": "demande de retrait"})
    assert (page.status_code, vault.openings(author)) == (422, [])
