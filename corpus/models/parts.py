"""What hangs on a post: poll, attachments, hashtags, people mentioned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from corpus.models.people import Author
from corpus.models.posts import Post
from corpus.promises import words_follow


class PollOption(models.Model):
    """One answer that a poll offered, with its votes."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="poll_options", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    votes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="poll_option_has_its_own_place")]
        triggers = [words_follow("text", "p.id = NEW.post_id")]

    def __str__(self) -> str:
        return self.text


class Attachment(models.Model):
    """A picture, video, link or document that came with a post; of pictures a copy without metadata may be kept."""

    class Kind(models.TextChoices):
        """What was attached."""

        IMAGE = "image", _("Image")
        VIDEO = "video", _("Video")
        LINK = "link", _("Link")
        FILE = "file", _("File")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    description = models.TextField(blank=True, help_text="empty: not described")
    # The kept copy lies in the media folder under its digest; nothing of the name it had.
    sha256 = models.CharField(max_length=64, blank=True, db_default="")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    withheld_because = models.CharField(max_length=200, blank=True, db_default="", help_text="why the copy is not kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="attachment_has_its_own_place")]
        triggers = [words_follow("description", "p.id = NEW.post_id")]

    def __str__(self) -> str:
        return self.description


class Hashtag(models.Model):
    """A hashtag as written in a post, and folded for counting."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hashtags", db_index=False)
    name = models.CharField(max_length=200, help_text="casefolded, without the #")
    written = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "name"], name="hashtag_counted_once_a_post")]
        indexes = [models.Index(fields=["name"], name="hashtag_name")]

    def __str__(self) -> str:
        return self.written


class Mention(models.Model):
    """Somebody named in a post; the text holds the alias."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "author"], name="person_mentioned_once_a_post")]

    def __str__(self) -> str:
        return f"{self.author_id} in {self.post_id}"
