"""The imported material: sources, batches, authors without names, threads and posts.

User names are text here: a foreign key to the user model would tie the library to the application above it.
"""

from corpus.models.batches import ImportBatch, ImportProblem, ImportRecipe
from corpus.models.changes import Redaction, RedactionHit, TextChange, Vanishing
from corpus.models.parts import Attachment, Hashtag, Mention, PollOption
from corpus.models.people import Author, AuthorDigest, ErasedDigest, Erasure
from corpus.models.places import KEPT_INSIDE, Corpus, Platform, Profession, Sensitive, Source
from corpus.models.posts import Post, PostWords, Thread, ThreadFacts

__all__ = [
    "KEPT_INSIDE",
    "Attachment",
    "Author",
    "AuthorDigest",
    "Corpus",
    "ErasedDigest",
    "Erasure",
    "Hashtag",
    "ImportBatch",
    "ImportProblem",
    "ImportRecipe",
    "Mention",
    "Platform",
    "PollOption",
    "Post",
    "PostWords",
    "Profession",
    "Redaction",
    "RedactionHit",
    "Sensitive",
    "Source",
    "TextChange",
    "Thread",
    "ThreadFacts",
    "Vanishing",
]
