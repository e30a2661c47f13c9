"""Erase a person on request: the words go everywhere, empty posts keep their places so that counts can be made again.

Each erasure is also a line of keyed digests in a file outside the database: after a restore of an older copy they are
erased again (`replay`), and later imports leave them out (`erased_digests`).
"""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corpus import facts, media, vault
from corpus.masking import MASK, lawfully, unlawfully
from corpus.models import Author, AuthorDigest, Corpus, ErasedDigest, Erasure, Post
from corpus.staging import execute, rows_of

Traces = Callable[[Sequence[int]], int]
"""What the features above do with the posts that go: forget notes and files; return how many codings stand on them."""

GONE = (Post.Availability.ERASED, Post.Availability.PURGED)

_GONE = """
DROP TABLE IF EXISTS pg_temp.gone_post;
CREATE TEMP TABLE gone_post (id bigint PRIMARY KEY, thread_id bigint, position int) ON COMMIT DROP;
INSERT INTO gone_post SELECT id, thread_id, position FROM corpus_post WHERE {which};
"""
# What a post said goes from every table; its row, its place and its answers stay.
_STRIP = """
DELETE FROM corpus_attachment c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_polloption c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_hashtag c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_mention c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_redactionhit c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_redaction c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_textchange c USING gone_post g WHERE c.post_id = g.id;
DELETE FROM corpus_postwords c USING gone_post g WHERE c.post_id = g.id;
UPDATE corpus_post p SET text = '', availability = %(availability)s, external_id = '', words_digest = NULL,
    likes = NULL, reposts = NULL, replies_count = NULL FROM gone_post g WHERE p.id = g.id;
UPDATE corpus_thread t SET title = '', external_id = '' FROM gone_post g WHERE t.id = g.thread_id AND g.position = 0
"""
# The alias in other people's texts, as long as before so that offsets stay true; AD-017 is not AD-0171.
_ALIAS_AT, _ALIAS = "'@' || %(alias)s || '(?![0-9])'", "%(alias)s || '(?![0-9])'"
_BLOT = (
    "UPDATE {table} x SET {column} = regexp_replace(regexp_replace({column}, "  # noqa: S608  (constants below)
    + _ALIAS_AT + ", %(blocks_at)s, 'g'), " + _ALIAS + ", %(blocks)s, 'g') "
    "WHERE {scope} AND strpos({column}, %(alias)s) > 0 AND {column} ~ (" + _ALIAS + ")"
)  # fmt: skip
_OF_POSTS = (
    "x.post_id IN (SELECT p.id FROM corpus_post p JOIN corpus_source s ON s.id = p.source_id"
    " WHERE s.corpus_id = %(corpus)s)"
)
_OF_SOURCES = "x.source_id IN (SELECT id FROM corpus_source WHERE corpus_id = %(corpus)s)"
_SPOKEN = (
    ("corpus_post", "text", _OF_SOURCES),
    ("corpus_thread", "title", _OF_SOURCES),
    ("corpus_attachment", "description", _OF_POSTS),
    ("corpus_polloption", "text", _OF_POSTS),
    ("corpus_textchange", "text", _OF_POSTS),
    ("corpus_textchange", "text_before", _OF_POSTS),
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Say what an erasure would do inside the corpus."""

    posts: int
    threads_opened: int
    mentions: int


def foresee(author: Author) -> Foreseen:
    """Return what erasing a person would do, without doing it."""
    posts = Post.objects.filter(author=author).exclude(availability__in=GONE)
    return Foreseen(
        posts.count(), posts.filter(position=0).count(), author.mentions.exclude(post__author=author).count()
    )


def erase(author: Author, *, reason: str, by: str, traces: Traces, name: uuid.UUID | None = None) -> Erasure:
    """Erase a person: posts, what hangs on them, mentions, digests; keep tombstones, and digests that keep them out.

    The alias stays on the empty posts: it says nothing, and counts of people can be made again. Pictures nobody else
    shows are deleted when the transaction is through.
    """
    corpus = author.corpus
    with transaction.atomic():
        Author.objects.select_for_update().get(pk=author.pk)
        posts = gather("author_id = %(author)s", {"author": author.pk})
        marks = _marks(author)
        lawfully()
        codings = traces(posts)
        threads = strip(Post.Availability.ERASED)
        threads |= _blot_alias(author)
        AuthorDigest.objects.filter(author=author).delete()
        vault.forget(author)
        made = Erasure.objects.create(
            corpus=corpus, alias=author.alias, reason=reason, posts=len(posts), codings=codings, made_by=by,
            uuid=name or uuid.uuid4(),
        )  # fmt: skip
        _keep_out(made, marks)
        unlawfully()
        facts.refresh(sorted(threads))
        if name is None:
            _write_line(made, marks)
    media.sweep(corpus, older_than=timedelta(0))
    return made


def gather(which: str, params: dict[str, Any]) -> list[int]:
    """Put the posts that are to lose their words into the temporary table `gone_post`; return their keys."""
    execute(_GONE.format(which=which), params)
    return [row[0] for row in rows_of("SELECT id FROM gone_post ORDER BY id", {})]


def strip(availability: str) -> set[int]:
    """Take the words of the gathered posts out of every table; return their threads. Inside `lawfully`."""
    execute(_STRIP, {"availability": availability})
    return {row[0] for row in rows_of("SELECT DISTINCT thread_id FROM gone_post", {})}


def _marks(author: Author) -> list[bytes]:
    """Return the keyed digests of a person and of the posts just gathered."""
    mine = AuthorDigest.objects.filter(author=author).values_list("digest", flat=True)
    posts = rows_of("SELECT p.digest FROM corpus_post p JOIN gone_post g ON g.id = p.id", {})
    return [bytes(mark) for mark in [*mine, *(row[0] for row in posts)]]


def _blot_alias(author: Author) -> set[int]:
    """Write blocks over the alias in other people's words, and forget who named it; return the threads."""
    scope = {
        "alias": author.alias, "corpus": author.corpus_id, "author": author.pk,
        "blocks": MASK * len(author.alias), "blocks_at": MASK * (len(author.alias) + 1),
    }  # fmt: skip
    for table, column, where in _SPOKEN:
        execute(_BLOT.format(table=table, column=column, scope=where), scope)
    threads = rows_of(
        "SELECT DISTINCT p.thread_id FROM corpus_mention m JOIN corpus_post p ON p.id = m.post_id"
        " WHERE m.author_id = %(author)s",
        scope,
    )
    execute("DELETE FROM corpus_mention WHERE author_id = %(author)s", scope)
    return {row[0] for row in threads}


def _keep_out(erasure: Erasure, marks: Sequence[bytes]) -> None:
    ErasedDigest.objects.bulk_create(
        (ErasedDigest(corpus_id=erasure.corpus_id, erasure=erasure, digest=mark) for mark in dict.fromkeys(marks)),
        ignore_conflicts=True,
        batch_size=2_000,
    )


def erased_digests(corpus_id: int) -> set[bytes]:
    """Return the keyed digests of people and posts that an import leaves out."""
    return {bytes(mark) for mark in ErasedDigest.objects.filter(corpus=corpus_id).values_list("digest", flat=True)}


def list_path() -> Path:
    """Return where the list of erasures lies outside the database: keyed digests, no names, no reasons."""
    return Path(settings.VAR) / "erasures.jsonl"


def _write_line(erasure: Erasure, marks: Sequence[bytes]) -> None:
    """Append an erasure to the list, on disk before the transaction commits: rather once too often than forgotten."""
    line = {
        "erasure": str(erasure.uuid), "corpus": str(erasure.corpus.uuid), "at": timezone.now().isoformat(),
        "digests": [mark.hex() for mark in marks],
    }  # fmt: skip
    list_path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(list_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "ab") as stream:
        stream.write(json.dumps(line).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


@dataclass(frozen=True, slots=True)
class Replayed:
    """Say what a replay did: erasures of the list, people erased again, posts among them."""

    listed: int
    again: int
    posts: int


def replay(*, traces: Traces, reason: str, by: str) -> Replayed:
    """Erase again whoever the list names and the database still holds, and keep all of them out; harmless any time."""
    listed = again = posts = 0
    for line in _lines():
        listed += 1
        corpus = Corpus.objects.filter(uuid=line["corpus"]).first()
        if corpus is None:
            continue
        marks = [bytes.fromhex(mark) for mark in line["digests"]]
        there = _still_there(corpus, marks)
        if not there:
            _remember(corpus, uuid.UUID(line["erasure"]), marks, reason=reason, by=by)
        for author in there:
            known = Erasure.objects.filter(uuid=line["erasure"]).exists()
            name = uuid.uuid4() if known else uuid.UUID(line["erasure"])
            done = erase(author, reason=reason, by=by, traces=traces, name=name)
            again, posts = again + 1, posts + done.posts
            _keep_out(done, marks)
    return Replayed(listed, again, posts)


@transaction.atomic
def _remember(corpus: Corpus, name: uuid.UUID, marks: Sequence[bytes], *, reason: str, by: str) -> None:
    """Keep a person out whom the database does not hold: the copy restored is older than their import."""
    made = Erasure.objects.filter(uuid=name).first()
    if made is None:
        made = Erasure.objects.create(corpus=corpus, uuid=name, alias="–", reason=reason, made_by=by)
    _keep_out(made, marks)


def _still_there(corpus: Corpus, marks: Sequence[bytes]) -> list[Author]:
    """Return the people of a corpus whom the digests meet, by themselves or by a post that still has its words."""
    by_mark = AuthorDigest.objects.filter(corpus=corpus, digest__in=marks).values("author")
    wrote = Post.objects.filter(source__corpus=corpus, digest__in=marks, author__isnull=False)
    by_post = wrote.exclude(availability__in=GONE).values("author")
    return list(Author.objects.filter(corpus=corpus, pk__in=by_mark.union(by_post)).order_by("pk"))


def _lines() -> Iterator[dict[str, Any]]:
    if list_path().exists():
        with list_path().open(encoding="utf-8") as stream:
            yield from (json.loads(line) for line in stream if line.strip())
