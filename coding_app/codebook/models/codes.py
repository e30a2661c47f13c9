"""Codes that live through versions, their wording in each version, and what became of them."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coding_app.codebook.models.versions import Codebook, CodebookVersion
from coding_app.codebook.promises import COMPOSITE_PARENT_NOTE, definitions_are_frozen, lineage_is_frozen
from coding_app.core.history import tracked
from corpus.promises import never_deleted, never_truncated

__all__ = ["Code", "CodeDefinition", "CodeLineage"]


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
        THREAD = "thread", _("Whole threads")
        POST = "post", _("Whole posts")
        REPLY = "reply", _("Replies only")
        SEGMENT = "segment", _("Passages of a post")

    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="definitions")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="definitions")
    parent = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text=COMPOSITE_PARENT_NOTE
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    selection = models.CharField(max_length=3, choices=Selection, blank=True)
    level = models.CharField(max_length=7, choices=Level, blank=True)
    applies_to = models.CharField(max_length=7, choices=AppliesTo, blank=True)
    key = models.CharField(max_length=1, blank=True)
    colour = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(16)])
    is_sensitive = models.BooleanField(
        db_default=False, help_text="left out of what leaves the team, with all that lies below"
    )
    is_interpretive = models.BooleanField(
        db_default=False, help_text="no coefficient is computed: the team reads and discusses it instead"
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
            models.CheckConstraint(
                condition=Q(applies_to__in=["", "any", "thread", "post", "reply", "segment"]),
                name="applies_to_is_known",
            ),
        ]
        triggers = [definitions_are_frozen, never_truncated("code definition")]

    def __str__(self) -> str:
        return self.name_en


class CodeLineage(models.Model):
    """What became of a code in a version; written while the version is a draft, frozen with it.

    A merge has one row: `from_code` went into `to_code`. A split has one row for each part. Retired and restored codes
    have no `to_code`.
    """

    class Kind(models.TextChoices):
        """What happened."""

        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        MOVED = "moved", _("Moved")
        RETIRED = "retired", _("Retired")
        RESTORED = "restored", _("Restored")

    version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="lineage")
    kind = models.CharField(max_length=8, choices=Kind)
    from_code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="became")
    to_code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="came_from", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "from_code", "to_code"],
                nulls_distinct=False,
                name="fate_told_once_a_version",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["merged", "split"], to_code__isnull=False)
                | Q(kind__in=["moved", "retired", "restored"], to_code__isnull=True),
                name="merged_and_split_say_into_what",
            ),
            models.CheckConstraint(condition=~Q(from_code=models.F("to_code")), name="code_becomes_another"),
        ]
        triggers = [lineage_is_frozen, never_truncated("code lineage")]

    def __str__(self) -> str:
        return f"{self.from_code} {self.kind}"
