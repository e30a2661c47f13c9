"""The codebook: codes that live through versions, and their wording in each version."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.promises import COMPOSITE_PARENT_NOTE, definitions_are_frozen, version_is_frozen
from coding_app.core.history import tracked
from coding_app.projects.models import Project
from corpus.promises import append_only, never_deleted, never_truncated

__all__ = ["Code", "CodeDefinition", "CodeLineage", "Codebook", "CodebookVersion"]


@tracked("codebook")
class Codebook(models.Model):
    """The codes a project works with."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="codebook")
    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = [never_deleted("codebook")]

    def __str__(self) -> str:
        return self.name_en


@tracked("codebook version")
class CodebookVersion(models.Model):
    """A state of the codebook: one draft at most; once published, frozen."""

    class State(models.TextChoices):
        """Draft or published."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.TextField(_("what changed"), blank=True)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "number"], name="version_numbered_once"),
            models.UniqueConstraint(fields=["codebook"], condition=Q(state="draft"), name="codebook_has_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, published_by__isnull=True)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False),
                name="version_published_at_and_by",
            ),
        ]
        triggers = [version_is_frozen, never_truncated("codebook version")]

    def __str__(self) -> str:
        return f"v{self.number}"


@tracked("code")
class Code(models.Model):
    """A category, the same one through all versions whatever its wording."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="codes")
    slug = models.CharField(max_length=80, help_text="stable name in files, e.g. work.pay")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "slug"], name="code_slug_used_once"),
            models.CheckConstraint(condition=Q(slug__regex=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"), name="code_slug_is_plain"),
        ]
        triggers = [never_deleted("code"), never_truncated("code")]

    def __str__(self) -> str:
        return self.slug


@tracked("code definition")
class CodeDefinition(models.Model):
    """The wording and place of a code in one version."""

    class Kind(models.TextChoices):
        """What the entry is in the tree."""

        DIMENSION = "dimension", _("Dimension")
        GROUP = "group", _("Group")
        CODE = "code", _("Code")
        NONE = "none", _("None applies")

    class Selection(models.TextChoices):
        """How many codes of a dimension a unit takes."""

        ONE = "one", _("Exactly one")
        ANY = "any", _("As many as apply")

    class Level(models.TextChoices):
        """Level of measurement of a dimension."""

        NOMINAL = "nominal", _("Nominal")
        ORDINAL = "ordinal", _("Ordinal")

    class AppliesTo(models.TextChoices):
        """Which units a dimension is asked of."""

        ANY = "any", _("Every unit")
        REPLY = "reply", _("Replies only")

    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="definitions")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="definitions")
    parent = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text=COMPOSITE_PARENT_NOTE
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    selection = models.CharField(max_length=3, choices=Selection, blank=True)
    level = models.CharField(max_length=7, choices=Level, blank=True)
    applies_to = models.CharField(max_length=5, choices=AppliesTo, blank=True)
    key = models.CharField(max_length=1, blank=True)
    colour = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(16)])
    is_sensitive = models.BooleanField(
        db_default=False, help_text="left out of what leaves the team, with all that lies below"
    )
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    definition_fr = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    use_when_fr = models.TextField(blank=True)
    use_when_en = models.TextField(blank=True)
    do_not_use_when_fr = models.TextField(blank=True)
    do_not_use_when_en = models.TextField(blank=True)
    positive_example_fr = models.TextField(blank=True)
    positive_example_en = models.TextField(blank=True)
    negative_example_fr = models.TextField(blank=True)
    negative_example_en = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="code_defined_once_a_version"),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="definition_has_its_own_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind="dimension", parent__isnull=True) | (~Q(kind="dimension") & Q(parent__isnull=False)),
                name="dimension_is_top_level_and_alone_so",
            ),
            models.CheckConstraint(
                condition=(Q(kind="dimension") & ~Q(selection="") & ~Q(level="") & ~Q(applies_to=""))
                | (~Q(kind="dimension") & Q(selection="", level="", applies_to="")),
                name="dimension_alone_says_selection_level_applies_to",
            ),
            models.CheckConstraint(condition=Q(colour__gte=1, colour__lte=16), name="colour_is_one_of_sixteen"),
            models.CheckConstraint(condition=Q(key="") | Q(key__regex=r"^[0-9a-z]$"), name="key_is_a_digit_or_letter"),
            models.CheckConstraint(condition=Q(kind__in=["dimension", "group", "code", "none"]), name="kind_is_known"),
        ]
        triggers = [definitions_are_frozen, never_truncated("code definition")]

    def __str__(self) -> str:
        return self.name_en


class CodeLineage(models.Model):
    """What became of a code in a version: merged, split, moved, retired."""

    class Kind(models.TextChoices):
        """What happened."""

        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        MOVED = "moved", _("Moved")
        RETIRED = "retired", _("Retired")

    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="lineage")
    kind = models.CharField(max_length=8, choices=Kind)
    from_code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="became")
    to_code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="came_from", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = append_only("code lineage")

    def __str__(self) -> str:
        return f"{self.from_code} {self.kind}"
