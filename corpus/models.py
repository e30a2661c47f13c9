"""The imported material: sources, batches, authors without names, threads and posts.

User names are text here: a foreign key to the user model would tie the library to the application above it.
"""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from corpus.promises import frozen_columns, never_truncated


class Profession(models.TextChoices):
    """Whose talk a source holds."""

    GP = "gp", _("General practitioners")
    HOME_HELP = "home_help", _("Home helpers")
    OTHER = "other", _("Other")


class Platform(models.TextChoices):
    """Where the talk took place."""

    X = "x", _("X (Twitter)")
    FACEBOOK = "facebook", _("Facebook")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")
    YOUTUBE = "youtube", _("YouTube")
    MASTODON = "mastodon", _("Mastodon")
    FORUM = "forum", _("Forum")
    INTERVIEW = "interview", _("Interview")
    OTHER = "other", _("Other")


class Corpus(models.Model):
    """All material of one project, under one pseudonym key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "corpora"

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A place where posts were collected: a hashtag, a group, a set of interviews."""

    class Access(models.TextChoices):
        """How open the place is to a reader who is no member."""

        PUBLIC = "public", _("Public")
        CLOSED = "closed", _("Closed group")
        CONSENT = "consent", _("Collected with consent")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="sources")
    platform = models.CharField(max_length=20, choices=Platform)
    name = models.CharField(max_length=200)
    profession = models.CharField(max_length=20, choices=Profession)
    access = models.CharField(max_length=20, choices=Access, default=Access.PUBLIC)
    legal_basis = models.TextField(blank=True)
    retain_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["corpus", "platform", "name"], name="source_named_once_on_its_platform"),
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="source_platform_is_known"),
            models.CheckConstraint(condition=Q(profession__in=Profession.values), name="source_profession_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="source_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRecipe(models.Model):
    """A column mapping kept for the next file of the same shape."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="recipes")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "name"], name="recipe_named_once_in_its_corpus")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file read into one source: all there, or not at all. Its figures are the report of that day."""

    class State(models.TextChoices):
        """What became of the batch."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Undone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    importer = models.CharField(max_length=40)
    importer_version = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    threads_added = models.PositiveIntegerField(default=0)
    posts_added = models.PositiveIntegerField(default=0)
    authors_added = models.PositiveIntegerField(default=0)
    orphans = models.PositiveIntegerField(default=0, help_text="replies whose parent is missing, kept")
    duplicates = models.PositiveIntegerField(default=0, help_text="posts already there, skipped")
    rejected = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"], condition=Q(state="done"), name="file_imported_once_into_its_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed", "cancelled", "undone"]), name="batch_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | (~Q(state="undone") & Q(undone_at__isnull=True)),
                name="batch_undone_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportProblem(models.Model):
    """A row that was rejected, or a remark on one that was kept; the row itself is not stored."""

    class Severity(models.TextChoices):
        """Whether the row is in the corpus."""

        REJECTED = "rejected", _("Rejected")
        WARNING = "warning", _("Kept, with a remark")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="problems")
    severity = models.CharField(max_length=10, choices=Severity)
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=60)
    params = models.JSONField(default=dict, help_text="what the sentence of the reason needs")

    class Meta:
        indexes = [models.Index(fields=["batch", "line"], name="problem_batch_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class Author(models.Model):
    """Who wrote a post: an alias and nothing else."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="authors")
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

    corpus = models.ForeignKey(Corpus, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="digests")
    kind = models.CharField(max_length=6, choices=Kind)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["corpus", "digest"], name="digest_leads_to_one_author")]

    def __str__(self) -> str:
        return f"digest of {self.author_id}"


class Thread(models.Model):
    """An opening post with its replies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="threads")
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
        DAY = "day", _("day")
        MONTH = "month", _("month")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Both keys are covered by indexes below; a second one of each would only slow the import down.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="posts", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts", db_index=False)
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
    search = models.GeneratedField(
        expression=SearchVector("text", config="entente_fr"), output_field=SearchVectorField(), db_persist=True
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
            GinIndex(fields=["search"], name="post_search"),
            models.Index(fields=["source", "posted_at"], name="post_source_time"),
            models.Index(
                fields=["source", "missing_parent_digest"],
                condition=Q(missing_parent_digest__isnull=False),
                name="post_missing_parent",
            ),
        ]
        triggers = [
            frozen_columns("post", ["text", "digest", "author_id", "external_id", "posted_at"]),
            never_truncated("post"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class PollOption(models.Model):
    """One answer that a poll offered, with its votes."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="poll_options")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    votes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="poll_option_has_its_own_place")]

    def __str__(self) -> str:
        return self.text


class Attachment(models.Model):
    """A picture, video, link or document that came with a post, by its description; the file is not kept."""

    class Kind(models.TextChoices):
        """What was attached."""

        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")
        LINK = "link", _("Link")
        FILE = "file", _("File")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="attachment_has_its_own_place")]

    def __str__(self) -> str:
        return self.description


class Hashtag(models.Model):
    """A hashtag as written in a post, and folded for counting."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hashtags")
    name = models.CharField(max_length=200, help_text="casefolded, without the #")
    written = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "name"], name="hashtag_counted_once_a_post")]
        indexes = [models.Index(fields=["name"], name="hashtag_name")]

    def __str__(self) -> str:
        return self.written


class Mention(models.Model):
    """Somebody named in a post; the text holds the alias."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mentions")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "author"], name="person_mentioned_once_a_post")]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.post_id}"


class Redaction(models.Model):
    """A passage masked after import: the mask has the length of what it hides, so that offsets stay true."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_has_a_length")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"
