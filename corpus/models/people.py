"""Who wrote: aliases, keyed digests, and who asked to be left out."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from corpus.models.places import Corpus, Profession
from corpus.promises import append_only


class Author(models.Model):
    """Who wrote a post: an alias and nothing else."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="authors", db_index=False)
    alias = models.CharField(max_length=20)
    profession = models.CharField(max_length=20, choices=Profession)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "alias"], name="alias_belongs_to_one_author")]

    def __str__(self) -> str:
        return self.alias


class AuthorDigest(models.Model):
    """A keyed digest (HMAC-SHA256) of a native id or handle: how the same person is met again without a name."""

    class Kind(models.TextChoices):
        """What the digest was made of: an id is a strong identity, a name a weak one."""

        ID = "id", _("Id")
        HANDLE = "handle", _("Handle")
        NAME = "name", _("Name")

    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="digests")
    kind = models.CharField(max_length=6, choices=Kind)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "digest"], name="digest_leads_to_one_author")]

    def __str__(self) -> str:
        return f"digest of {self.author_id}"


class Erasure(models.Model):
    """One erasure of a person on request: what was done, without saying who it was."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="erasures")
    alias = models.CharField(max_length=20)
    reason = models.TextField()
    posts = models.PositiveIntegerField(default=0)
    codings = models.PositiveIntegerField(default=0, help_text="kept without text, so that counts can be made again")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("erasure")

    def __str__(self) -> str:
        return self.alias


class ErasedDigest(models.Model):
    """A keyed digest of a person or post that was erased: an import meets it and leaves it out."""

    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="+")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="digests")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "digest"], name="digest_erased_once")]
        triggers = append_only("erased digest")

    def __str__(self) -> str:
        return f"digest of erasure {self.erasure_id}"
