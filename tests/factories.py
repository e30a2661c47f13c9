"""Small invented things that tests of several features need."""

from datetime import UTC, date, datetime
from typing import Any

from corpus.keys import sealer
from corpus.models import ImportBatch, Post, RedactionHit, Thread
from corpus.redaction import find
from corpus.reviewing import same_digest

REVIEWED = {"reviewed_at": datetime(2020, 1, 1, tzinfo=UTC), "reviewed_by": "test"}


def complete_record(**other: Any) -> dict[str, Any]:
    """Return the lines of a source's record that an import asks for, all invented."""
    return {
        "accessed_how": "Admitted by the administrator.",
        "legal_basis": "Mission d'intérêt public (invented).",
        "register_number": "T-2020-01",
        "ethics_reference": "CER 2020-12",
        "notice_text": "Posted in the group by its administrator.",
        "notice_given_on": date(2020, 1, 15),
        "consent": "Written agreement of the administrator.",
        "opt_out_contact": "retrait@example.org",
        "sensitive": ["health", "third_parties"],
        "retain_until": date(2099, 12, 31),
    } | other


def masked_post(batch: ImportBatch, text: str, key: bytes) -> Post:
    """Store a text as an import does: what may name somebody masked, with a row for each mask."""
    number = Post.objects.count()
    thread = Thread.objects.create(source=batch.source, batch=batch, digest=b"t%d" % number)
    pieces: list[str] = []
    rows, done = [], 0
    for hit in find(text):
        pieces += [text[done : hit.start], hit.token]
        end = sum(map(len, pieces))
        rows.append((hit.kind, text[hit.start : hit.end], end - len(hit.token), end))
        done = hit.end
    post = Post.objects.create(
        source=batch.source, thread=thread, batch=batch, digest=b"p%d" % number, position=0, language="fr",
        text="".join([*pieces, text[done:]]),
    )  # fmt: skip
    RedactionHit.objects.bulk_create(
        RedactionHit(
            batch=batch, post=post, kind=kind, start=start, end=end, original=sealer(key).seal(original),
            same=same_digest(key, kind, original),
        )
        for kind, original, start, end in rows
    )  # fmt: skip
    return post


def group_page(question: str) -> str:
    """Return a thread of three posts as one copies it from the page of a group; all invented."""
    return f"""\
Mimi Durand
2 sem. ·
{question}
J’aime
Commenter
Zouzou Petit
Non, Mimi Durand, ce n'est pas dans le contrat
1 sem.
J’aime
Répondre
Nanou Martin
Zouzou Petit et pourquoi pas ?
6 j
J’aime
Répondre
"""
