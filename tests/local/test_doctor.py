"""What the doctor says of the corpus, and the command that mends it."""

import pytest
from django.core.management import call_command

from coding_app.local import doctor
from corpus import facts
from corpus.models import Corpus, ImportBatch, Post, Source, Thread, ThreadFacts
from tests.factories import REVIEWED

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    source = Source.objects.create(corpus=Corpus.objects.create(name="c"), platform="forum", name="s", profession="gp")
    batch = ImportBatch.objects.create(source=source, sha256="0" * 64, state="done", file_name="f.csv", **REVIEWED)
    made = Thread.objects.create(source=source, batch=batch, digest=b"t")
    Post.objects.create(source=source, thread=made, batch=batch, digest=b"p", position=0, text="Et après ?")
    facts.refresh()
    return made


def test_facts_that_fit_their_posts_are_well(thread):
    (finding,) = doctor.of_the_corpus()
    assert (finding.subject, finding.text, finding.is_well) == ("facts of threads", "as their posts give them", True)


def test_facts_that_differ_are_a_problem_until_computed_again(thread, capsys):
    ThreadFacts.objects.filter(thread=thread).update(answers=7)
    (finding,) = doctor.of_the_corpus()
    assert finding.is_well is False
    assert finding.text.startswith("0 missing, 1 different, 0 of threads without posts: ./entente manage refresh_facts")
    call_command("refresh_facts")
    assert "0 missing, 1 different, 0 left over" in capsys.readouterr().out
    assert next(iter(doctor.of_the_corpus())).is_well
    assert ThreadFacts.objects.get(thread=thread).answers == 0


def test_an_instance_that_never_ran_has_no_problem(monkeypatch):
    monkeypatch.setattr(doctor, "is_new", lambda: True)
    (found,) = (one for one in doctor.of_the_database() if one.subject == "migrations")
    assert (found.is_well, "./entente up makes the tables" in found.text) == (None, True)
    monkeypatch.undo()
    assert doctor.is_new() is False


def test_before_the_tables_are_there_nothing_is_said(monkeypatch):
    monkeypatch.setattr(doctor, "pending_migrations", lambda: ["one"])
    assert list(doctor.of_the_corpus()) == []
