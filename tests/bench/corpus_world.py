"""Build an invented corpus of any size with COPY, straight into the tables: what the timings of the pages stand on."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from corpus import facts
from corpus.models import Author, Corpus, ImportBatch, Source

SOURCES = 12
SENTENCE = """
bonjour dame veut laver carreaux contrat quelqu'un sait refuser merci collègues courage patient douleur ordonnance avis
planning heures trajet payé weekend famille repas toilette chat éruption fièvre radio poignet scaphoïde dépistage
vaccin pharmacien infirmière médecin consultation remboursement convention formation diplôme salaire grève syndicat
"""
SYLLABLES = """
ba cho dre fi gla ho jou ki lou mé nan pro qui ro sa tri vou zan ter lis mon dan cou per
"""
HASHTAGS = 400
START = datetime(2018, 1, 1, tzinfo=UTC)
BATCH_OF_POSTS = 100_000


def vocabulary(size: int = 8000) -> list[str]:
    """Return words, the most frequent first: those of the sentence, then invented ones; always the same."""
    draw, syllables = random.Random(1), SYLLABLES.split()
    made = dict.fromkeys(SENTENCE.split())
    while len(made) < size:
        made.setdefault("".join(draw.choices(syllables, k=draw.randint(2, 4))))
    return list(made)


class World:
    """A corpus that grows in steps; the same posts whatever the steps."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.words = vocabulary()
        ranks = np.arange(1, len(self.words) + 1)
        self.chances = (1 / ranks**0.9) / (1 / ranks**0.9).sum()
        self.posts = self.threads = 0
        self.sources = [self._source(n) for n in range(SOURCES)]
        self.batches = [ImportBatch.objects.create(source=one, state="done", file_name="invented.csv",
                                                   sha256=f"{one.pk:064x}", reviewed_by="bench",
                                                   reviewed_at=START) for one in self.sources]  # fmt: skip
        Author.objects.bulk_create(
            Author(corpus=corpus, alias=f"AD-{n:05}", profession="home_help") for n in range(20_000)
        )
        self.authors = list(Author.objects.filter(corpus=corpus).order_by("pk").values_list("pk", flat=True))
        self.first_post, self.first_thread = self._next("corpus_post"), self._next("corpus_thread")

    def _source(self, n: int) -> Source:
        kinds = [("gp", "x"), ("home_help", "facebook"), ("gp", "forum"), ("other", "whatsapp")]
        profession, platform = kinds[n % 4]
        period = {"period_start": START.date(), "period_end": (START + timedelta(days=700)).date()} if n % 3 else {}
        return Source.objects.create(
            corpus=self.corpus, profession=profession, platform=platform, name=f"Source {n}", **period
        )

    def _next(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
            return int(cursor.fetchone()[0])

    def grow(self, posts: int) -> None:
        """Add threads until there are `posts` posts; their facts and words too."""
        while self.posts < posts:
            self._add(min(BATCH_OF_POSTS, posts - self.posts))

    def _add(self, posts: int) -> None:
        draw = np.random.default_rng(self.posts + 1)
        sizes = np.minimum(1 + np.floor(draw.lognormal(1.2, 1.1, posts)), 400).astype(int)
        sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), posts)) + 1]
        sizes[-1] -= int(sizes.sum()) - posts
        sizes = sizes[sizes > 0]
        self.add_threads([[max(0, int(n * draw.random()) - 1) if n else -1 for n in range(size)] for size in sizes])

    def add_threads(self, shapes: list[list[int]]) -> list[int]:
        """Add threads given as the position of what each post answers (the opening: -1); return their ids."""
        ids = [self.first_thread + self.threads + n for n in range(len(shapes))]
        first = self.first_post + self.posts
        posts = sum(len(shape) for shape in shapes)
        draw = np.random.default_rng(self.posts + 7)
        self._copy("corpus_thread (id, uuid, source_id, batch_id, external_id, digest, title)", self._thread_rows(ids))
        self._copy(
            "corpus_post (id, uuid, source_id, thread_id, batch_id, author_id, parent_id, external_id, digest, "
            "position, kind, text, language, posted_at, time_status, time_precision, is_edited)",
            self._post_rows(ids, shapes, draw),
        )
        self._copy("corpus_hashtag (post_id, name, written)", self._hashtag_rows(first, posts, draw))
        some = draw.random(posts)
        self._copy(
            "corpus_attachment (post_id, position, kind, description)",
            ((first + int(n), 0, "image", "invented") for n in np.flatnonzero(some < 0.05)),
        )
        self._copy(
            "corpus_polloption (post_id, position, text, votes)",
            ((first + int(n), place, f"choix {place}", 3) for n in np.flatnonzero(some > 0.99) for place in (0, 1)),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO corpus_postwords (post_id, vector) SELECT id, to_tsvector('entente_fr', text) "
                "FROM corpus_post WHERE id >= %s",
                [first],
            )
            for table in ("corpus_post", "corpus_thread"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        facts.refresh(ids)
        self.posts += posts
        self.threads += len(ids)
        return ids

    def _thread_rows(self, ids: list[int]) -> Iterator[tuple[Any, ...]]:
        for n in ids:
            source = n % SOURCES
            yield n, UUID(int=n), self.sources[source].pk, self.batches[source].pk, "", n.to_bytes(32, "big"), ""

    def _post_rows(
        self, ids: list[int], shapes: list[list[int]], draw: np.random.Generator
    ) -> Iterator[tuple[Any, ...]]:
        n = self.first_post + self.posts
        for thread, shape in zip(ids, shapes, strict=True):
            source, opening = thread % SOURCES, n
            lengths = draw.integers(6, 40, len(shape))
            drawn = draw.choice(len(self.words), int(lengths.sum()), p=self.chances)
            opened = START + timedelta(seconds=int(draw.integers(0, 3600 * 24 * 1400)))
            writers = draw.integers(0, len(self.authors), len(shape))
            at = 0
            for position, answered in enumerate(shape):
                text = " ".join(self.words[w] for w in drawn[at : at + lengths[position]])
                at += int(lengths[position])
                if n % 4 == 0:
                    text += " ?"
                yield (
                    n, UUID(int=n), self.sources[source].pk, thread, self.batches[source].pk,
                    self.authors[writers[position] // (1 + position % 3)], None if answered < 0 else opening + answered,
                    "", n.to_bytes(32, "big"), position, "reply" if position else "post", text, "fr",
                    opened + timedelta(minutes=7 * position), "estimated" if n % 50 == 0 else "utc", "minute", False,
                )  # fmt: skip
                n += 1

    def _hashtag_rows(self, first: int, posts: int, draw: np.random.Generator) -> Iterator[tuple[Any, ...]]:
        for n in np.flatnonzero(draw.random(posts) < 0.3):
            name = f"sujet{min(int(draw.zipf(1.3)), HASHTAGS)}"
            yield first + int(n), name, name.title()

    def _copy(self, target: str, rows: Iterator[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
