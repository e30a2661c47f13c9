"""Threads, posts and what hangs on them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from corpus.facets import SHAPE
from corpus.models.batches import ImportBatch
from corpus.models.people import Author
from corpus.models.places import Source
from corpus.promises import frozen_columns, never_truncated, text_stays, words_follow
from corpus.said import OF_A_THREAD


class Thread(models.Model):
    """An opening post with its replies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="threads", db_index=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="threads")
    external_id = models.TextField(blank=True)
    digest = models.BinaryField(max_length=32)
    title = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="thread_stands_once_in_its_source"),
            # The target of the composite key that ties a post's source to its thread's source.
            models.UniqueConstraint(fields=["source", "id"], name="thread_source_pair"),
        ]
        triggers = [words_follow("title", OF_A_THREAD)]

    def __str__(self) -> str:
        return self.title or f"thread {self.pk}"


class Post(models.Model):
    """One message, opening (position 0) or reply."""

    class Kind(models.TextChoices):
        """What sort of message it is on its platform."""

        POST = "post", _("Post")
        REPLY = "reply", _("Reply")
        REPOST = "repost", _("Repost")
        QUOTE = "quote", _("Quote")
        TURN = "turn", _("Speech turn")
        QUESTION = "question", _("Interviewer's question")

    class Availability(models.TextChoices):
        """Whether its words could be read when it was collected, and still can."""

        PRESENT = "present", _("present")
        DELETED = "deleted", _("deleted by its author")
        WITHHELD = "withheld", _("withheld by the platform")
        ERASED = "erased", _("erased at the request of its author")
        PURGED = "purged", _("erased at the end of the time it may be kept")

    class TimeStatus(models.TextChoices):
        """How far the time can be trusted."""

        UTC = "utc", _("in UTC")
        OFFSET = "offset", _("with its offset")
        LOCAL_ASSUMED = "local_assumed", _("local time assumed")
        ESTIMATED = "estimated", _("estimated")
        UNKNOWN = "unknown", _("unknown")

    class TimePrecision(models.TextChoices):
        """The smallest part of the time that is known."""

        SECOND = "second", _("second")
        MINUTE = "minute", _("minute")
        HOUR = "hour", _("hour")
        DAY = "day", _("day")
        WEEK = "week", _("week")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The database keeps both by one composite key into the thread, which has its own into the source, and finds them
    # by indexes below: a check or an index more of each row would only slow the import down.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="posts", db_index=False, db_constraint=False
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="posts", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="posts", null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    external_id = models.TextField(blank=True)
    missing_parent_digest = models.BinaryField(
        max_length=32, null=True, blank=True, help_text="digest of a parent that is not in the corpus (yet)"
    )
    digest = models.BinaryField(max_length=32)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.POST)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    time_status = models.CharField(max_length=15, choices=TimeStatus, default=TimeStatus.UNKNOWN)
    time_precision = models.CharField(max_length=10, choices=TimePrecision, default=TimePrecision.SECOND)
    is_edited = models.BooleanField(default=False)
    likes = models.PositiveIntegerField(null=True, blank=True)
    reposts = models.PositiveIntegerField(null=True, blank=True)
    replies_count = models.PositiveIntegerField(null=True, blank=True, help_text="what the platform says")
    words_digest = models.BinaryField(
        max_length=32, null=True, blank=True, help_text="keyed digest of the text as its file had it: tells an edit"
    )
    availability = models.CharField(max_length=10, choices=Availability, db_default=Availability.PRESENT)
    is_about_third_party = models.BooleanField(
        db_default=False, help_text="speaks of a patient or a person helped: left out of what is published"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "digest"], name="post_stands_once_in_its_source"),
            models.UniqueConstraint(
                fields=["thread", "position"], name="post_has_its_own_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="post_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=False) | Q(time_status="unknown"), name="post_time_or_status_unknown"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "posted_at", "id"], name="post_source_time"),
            models.Index(
                fields=["source", "missing_parent_digest"],
                condition=Q(missing_parent_digest__isnull=False),
                name="post_missing_parent",
            ),
        ]
        triggers = [
            # A file may have only the place of a post, and a later one the post: who wrote it, and when.
            frozen_columns(
                "post",
                ["digest", "external_id"],
                filled_later=["author_id", "posted_at"],
                while_="OLD.availability IN ('deleted', 'withheld')",
            ),
            text_stays,
            words_follow("text", "p.id = NEW.id"),
            never_truncated("post"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class PostWords(models.Model):
    """The stems of a post's text, for search: made after the import, in a step of its own, because they are dear."""

    post = models.OneToOneField(Post, on_delete=models.PROTECT, primary_key=True, related_name="words")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="post_words")]

    def __str__(self) -> str:
        return f"words of post {self.post_id}"


class ThreadFacts(models.Model):
    """What a thread looks like as a whole, computed from its posts whenever they change; nothing is counted here."""

    # Kept by one composite key, like those of a post.
    thread = models.OneToOneField(
        Thread, on_delete=models.PROTECT, primary_key=True, related_name="facts", db_constraint=False
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    month = models.DateField(null=True, blank=True, help_text="first day of the month of the opening, Europe/Paris")
    answers = models.PositiveIntegerField(help_text="posts after the opening")
    participants = models.PositiveIntegerField(help_text="different authors, the opening's among them")
    depth = models.PositiveIntegerField(help_text="answers one above another; 0: none")
    first_answer_after = models.DurationField(null=True, blank=True, help_text="from the opening to the first answer")
    is_answered_by_other = models.BooleanField(help_text="somebody else than who opened it answered")
    questions = models.PositiveIntegerField(help_text="posts with a question mark")
    emoticons = models.PositiveIntegerField(default=0, help_text="posts with an emoji or an emoticon")
    opens_with_question = models.BooleanField()
    has_poll = models.BooleanField()
    has_image = models.BooleanField()
    kinds = ArrayField(models.CharField(max_length=10), default=list, help_text="kinds of its posts, by name")
    hashtags = ArrayField(models.TextField(), default=list, help_text="casefolded, without the #, each once")
    first_at = models.DateTimeField(null=True, blank=True, help_text="the earliest of its posts")
    last_at = models.DateTimeField(null=True, blank=True, help_text="the latest of its posts")
    has_rough_times = models.BooleanField(default=False, help_text="the time of a post is estimated or unknown")
    shape = models.GeneratedField(
        expression=RawSQL(SHAPE, []),  # noqa: S611  (a constant of this module)
        output_field=models.IntegerField(),
        db_persist=True,
        help_text="what the facets count by, in one number",
    )

    class Meta:
        verbose_name_plural = "thread facts"
        indexes = [
            models.Index(fields=["source", "-opened_at", "thread"], name="facts_source_time"),
            models.Index(fields=["source", "-answers", "thread"], name="facts_source_answers"),
            models.Index(fields=["source", "shape"], include=["first_at", "last_at"], name="facts_source_shape"),
            GinIndex(fields=["hashtags"], name="facts_hashtags"),
        ]

    def __str__(self) -> str:
        return f"facts of thread {self.thread_id}"
