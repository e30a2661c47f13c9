"""A person who asks to be left out: nothing of what they said is left anywhere; counts can be made again."""

import json
from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest

from corpus import erasing, retention, vault
from corpus.importers.base import Medium, PollOption
from corpus.importers.base import Mention as Named
from corpus.models import (
    Author,
    AuthorDigest,
    ErasedDigest,
    Erasure,
    Mention,
    Post,
    PostWords,
    RedactionHit,
    Source,
    TextChange,
    Thread,
    ThreadFacts,
)  # fmt: skip
from corpus.reviewing import accept_all
from corpus.staging import rows_of
from corpus.undoing import undo
from tests.corpus.conftest import cells_of_every_table, post
from tests.factories import complete_record
from tests.scoped import ours

SECRETS = ["bleuâtre", "girouette", "pamplemousse", "tournevis"]


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR, settings.MEDIA_DIR = tmp_path, tmp_path / "media"
    return tmp_path


@pytest.fixture
def people(source, take_in):
    """One thread: Odile opens it with a poll, a picture and a hashtag; Régine answers and names her; Odile answers."""
    report = take_in(
        post(1, "une girouette #bleuâtre", external_id="1", author_handle="odile.r", title="La girouette",
             poll=(PollOption("pamplemousse", 3),), media=(Medium("image", "un tournevis"),)),
        post(2, "je suis d'accord avec @odile.r sur ce point", external_id="2", parent_external_id="1",
             author_handle="regine", mentions=(Named("odile.r"),)),
        post(3, "merci bleuâtre", external_id="3", parent_external_id="2", author_handle="odile.r"),
    )  # fmt: skip
    accept_all(report.batch, by="maud")
    odile = ours(Post).get(external_id="1").author
    TextChange.objects.create(
        post=ours(Post).get(external_id="3"), batch=report.batch, text="merci tournevis", words_digest=b"x"
    )
    for row in ours(Post).all():
        ours(PostWords).get_or_create(post=row, defaults={"vector": "girouet"})
    return odile


def seen(posts):
    erase = []

    def traces(ids):
        erase.extend(ids)
        return 4

    return traces, erase


def leave(odile, **more):
    traces, told = seen([])
    return erasing.erase(odile, reason="a demandé", by="maud", traces=traces, **more), told


def test_what_would_happen_is_foreseen(people):
    assert erasing.foresee(people) == erasing.Foreseen(posts=2, threads_opened=1, mentions=1)


def test_nothing_the_person_said_is_left_in_any_table(people):
    before = {word for _t, _c, value in cells_of_every_table() for word in SECRETS if word in str(value)}
    assert before == set(SECRETS)  # the scan can find
    leave(people)
    left = [(t, c, v) for t, c, v in cells_of_every_table() if any(word in str(v) for word in SECRETS)]
    assert left == []


def test_empty_posts_keep_their_places_and_the_answers_their_parent(people):
    made, told = leave(people)
    rows = ours(Post).order_by("position")
    assert [(row.availability, row.text, row.external_id) for row in rows] == [
        ("erased", "", ""), ("present", f"je suis d'accord avec {'█' * (len(people.alias) + 1)} sur ce point", "2"),
        ("erased", "", ""),
    ]  # fmt: skip
    assert rows[1].parent_id == rows[0].pk and rows[2].parent_id == rows[1].pk
    assert (made.posts, made.codings, made.reason, made.alias) == (2, 4, "a demandé", people.alias)
    assert sorted(told) == sorted([rows[0].pk, rows[2].pk])
    assert (ours(Thread).get().title, ours(Mention).count(), ours(RedactionHit).count()) == ("", 0, 0)
    assert ours(Author).get(pk=people.pk).alias == people.alias
    assert not ours(AuthorDigest).filter(author=people).exists()
    assert not ours(PostWords).filter(post__in=told).exists()
    assert not ours(ThreadFacts).get().has_poll


def test_the_alias_of_somebody_else_that_begins_the_same_stays(people, source):
    other = ours(Post).get(external_id="2")
    # Longer by a digit: another person.
    text = f"{people.alias}1 et {people.alias}"
    Source.objects.filter(pk=source.pk).update()
    change = TextChange.objects.create(post=other, batch=other.batch, text=text, words_digest=b"y")
    leave(people)
    change.refresh_from_db()
    assert change.text == f"{people.alias}1 et {'█' * len(people.alias)}"


def test_later_imports_hear_of_the_person_and_the_posts(people):
    marks = {bytes(d) for d in ours(AuthorDigest).filter(author=people).values_list("digest", flat=True)}
    marks |= {bytes(d) for d in ours(Post).filter(author=people).values_list("digest", flat=True)}
    leave(people)
    assert erasing.erased_digests(people.corpus_id) == marks
    assert ours(ErasedDigest).count() == len(marks)


def test_the_list_outside_the_database_holds_digests_and_nothing_else(people, var):
    made, _told = leave(people)
    lines = (var / "erasures.jsonl").read_text().splitlines()
    assert (var / "erasures.jsonl").stat().st_mode & 0o077 == 0
    (line,) = map(json.loads, lines)
    assert set(line) == {"erasure", "corpus", "at", "digests"}
    assert line["erasure"] == str(made.uuid)
    assert {bytes.fromhex(mark) for mark in line["digests"]} == erasing.erased_digests(people.corpus_id)


def test_after_a_restore_the_person_is_erased_again(people, var):
    from django.db import transaction

    class BackInTime(Exception):
        pass

    made = None
    with suppress(BackInTime), transaction.atomic():
        made, _told = leave(people)
        raise BackInTime  # the database is the old one again, the list is not
    assert ours(Post).filter(availability="erased").count() == 0
    assert ours(Erasure).count() == 0
    traces, told = seen([])
    assert erasing.replay(traces=traces, reason="restored", by="Entente") == erasing.Replayed(1, 1, 2)
    assert ours(Post).filter(availability="erased").count() == 2
    assert len(told) == 2
    assert ours(Erasure).get().uuid == made.uuid
    assert erasing.replay(traces=traces, reason="restored", by="Entente") == erasing.Replayed(1, 0, 0)
    assert len((var / "erasures.jsonl").read_text().splitlines()) == 1


def test_after_a_restore_from_before_the_import_the_person_is_kept_out(people, source, take_in, var):
    undone = ours(Post).get(external_id="1").batch
    marks = {bytes(d) for d in ours(AuthorDigest).filter(author=people).values_list("digest", flat=True)}
    undo(undone, by="maud")
    line = {"erasure": str(uuid4()), "corpus": str(source.corpus.uuid), "digests": [mark.hex() for mark in marks]}
    (var / "erasures.jsonl").write_text(json.dumps(line) + "\n")
    for _again in range(2):
        assert erasing.replay(traces=lambda _: 0, reason="restored", by="Entente") == erasing.Replayed(1, 0, 0)
    assert (ours(Erasure).count(), erasing.erased_digests(source.corpus_id)) == (1, marks)
    report = take_in(post(1, "encore une girouette", external_id="9", author_handle="odile.r"), file="b")
    assert (report.posts, report.refused) == (0, 1)


def test_a_failed_erasure_leaves_everything_as_it_was(people):
    def broken(_ids):
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        erasing.erase(people, reason="x", by="maud", traces=broken)
    assert ours(Post).filter(text__contains="girouette").count() == 1


def kept_until(source, day, **more):
    lines = complete_record(retain_until=day, **more)
    for name, value in lines.items():
        setattr(source, name, value)
    source.save()
    return source


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2030, 1, 1), []),
        (date(2030, 5, 2), [(60, 60)]),
        (date(2030, 6, 1), [(30, 30)]),
        (date(2030, 6, 23), [(8, 30)]),
        (date(2030, 6, 24), [(7, 7)]),
        (date(2030, 7, 1), [(0, 7)]),
        (date(2030, 7, 2), [(-1, 0)]),
    ],
)
def test_a_source_is_announced_60_30_and_7_days_before_its_time_is_over(source, today, expected):
    kept_until(source, date(2030, 7, 1))
    assert [(one.days, one.warning) for one in retention.due(source.corpus, today)] == expected


def test_a_purge_takes_the_words_of_the_source_and_keeps_the_counts(people, source):
    kept_until(source, date(2030, 7, 1))
    traces, told = seen([])
    with pytest.raises(retention.NotDue):
        retention.purge(source, today=date(2030, 7, 1), traces=traces)
    assert retention.over(date(2030, 7, 2)) == [source]
    assert retention.purge(source, today=date(2030, 7, 2), traces=traces) == retention.Purged(posts=3, codings=4)
    assert set(ours(Post).values_list("availability", "text")) == {("purged", "")}
    assert [v for _t, _c, v in cells_of_every_table() if any(word in str(v) for word in SECRETS)] == []
    assert ours(AuthorDigest).count() == 0
    assert (ours(Post).count(), ours(Author).count(), len(told)) == (3, 2, 3)
    assert retention.over(date(2030, 7, 2)) == []
    assert retention.due(source.corpus, date(2030, 7, 2)) == []
    with pytest.raises(retention.NotDue):
        retention.purge(source, today=date(2030, 7, 3), traces=traces)


def test_a_reason_stops_the_purge(people, source):
    kept_until(source, date(2030, 7, 1), kept_longer_because="contrôle en cours")
    assert retention.over(date(2030, 8, 1)) == []
    assert [one.is_stopped for one in retention.due(source.corpus, date(2030, 8, 1))] == [True]
    with pytest.raises(retention.NotDue):
        retention.purge(source, today=date(2030, 8, 1), traces=lambda ids: 0)


def test_a_purge_says_erased_of_who_was_erased_before(people, source):
    leave(people)
    kept_until(source, date(2030, 7, 1))
    assert retention.purge(source, today=date(2031, 1, 1), traces=lambda ids: 0).posts == 1
    assert sorted(ours(Post).values_list("availability", flat=True)) == ["erased", "erased", "purged"]


class TestVault:
    """Names are kept only where the record says so, sealed, and opened one at a time."""

    @pytest.fixture
    def key(self, source, people):
        from corpus.keys import read_key

        return read_key(source.corpus.uuid)

    def test_nothing_is_kept_by_default(self, source, people, key):
        assert vault.store(source, [(people.pk, "Odile Rond")], key) == 0
        assert not vault.holds(people)
        with pytest.raises(vault.NothingKept):
            vault.open_name(people, reason="rappeler cette personne", by="Maud")

    def test_a_name_is_opened_with_a_reason_that_stays(self, source, people, key):
        source.keeps_identities = True
        assert vault.store(source, [(people.pk, "Odile Rond")], key) == 1
        assert vault.store(source, [(people.pk, "Autre")], key) == 1  # the first one stays
        assert vault.open_name(people, reason="rappeler cette personne", by="Maud") == ["Odile Rond"]
        assert [(one.by, one.reason) for one in vault.openings(people)] == [("Maud", "rappeler cette personne")]

    def test_a_short_reason_is_refused_by_the_table_itself(self, source, people, key):
        from django.db import IntegrityError, transaction

        source.keeps_identities = True
        vault.store(source, [(people.pk, "Odile Rond")], key)
        with pytest.raises(IntegrityError), transaction.atomic():
            vault.open_name(people, reason="   ...   ", by="Maud")
        assert vault.openings(people) == []

    def test_no_cell_of_the_vault_holds_the_name_in_clear(self, source, people, key):
        from corpus.staging import rows_of

        source.keeps_identities = True
        vault.store(source, [(people.pk, "Odile Rond")], key)
        (sealed,) = rows_of("SELECT sealed FROM vault.identity", {})[0]
        assert b"Odile" not in bytes(sealed)

    def test_a_role_that_is_not_the_owner_gets_the_functions_and_nothing_else(self, source, people, key):
        from django.db import ProgrammingError, connection, transaction

        source.keeps_identities = True
        vault.store(source, [(people.pk, "Odile Rond")], key)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (False,):  # as under the launcher: then the seals are all there is
                cursor.execute("SELECT sealed FROM vault.identity WHERE author_id = %s", [people.pk])
                assert b"Odile" not in bytes(cursor.fetchone()[0])
                return
            cursor.execute("CREATE ROLE entente_test_reader NOLOGIN")
            cursor.execute("SET LOCAL ROLE entente_test_reader")
            for denied in ("SELECT * FROM vault.identity", "SELECT * FROM vault.opening",
                           "DELETE FROM vault.opening", "UPDATE vault.opening SET reason = 'x'"):  # fmt: skip
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(denied)
            cursor.execute("SELECT count(*) FROM vault.open(%s, 'reader', 'a reason long enough')", [people.pk])
            assert cursor.fetchone() == (1,)
            cursor.execute("RESET ROLE")
        assert [one.by for one in vault.openings(people)] == ["reader"]

    def test_an_import_taken_back_takes_the_names_along(self, source, people, key):
        source.keeps_identities = True
        vault.store(source, [(people.pk, "Odile Rond")], key)
        undo(ours(Post).get(external_id="1").batch, by="maud")
        assert rows_of("SELECT count(*) FROM vault.identity") == [(0,)]

    def test_an_erasure_and_a_purge_empty_the_vault(self, source, people, key):
        source.keeps_identities = True
        vault.store(source, [(people.pk, "Odile Rond")], key)
        leave(people)
        assert not vault.holds(people)
