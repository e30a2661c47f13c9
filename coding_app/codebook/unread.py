"""What a published version changes for one person, and since when; a person reads a version once."""

from dataclasses import dataclass

from django.db.models import Max

from coding_app.accounts.models import User
from coding_app.codebook import queries
from coding_app.codebook.models import CodebookVersion, CodeLineage, VersionReading
from coding_app.core.events import record
from coding_app.projects.models import Membership, Project


@dataclass(frozen=True)
class Unread:
    """The version last known to a person, and the newer ones, newest first."""

    known: CodebookVersion
    newer: list[CodebookVersion]

    @property
    def latest(self) -> CodebookVersion:
        """Return the version to read."""
        return self.newer[0]


def unread(member: Membership) -> Unread | None:
    """Return the published versions that are news for a member, or None; two statements.

    Known are the first version, those published before the member came or by them, and all up to the last one read.
    """
    versions = list(queries.published_versions(member.project))
    if not versions[1:]:
        return None
    read = VersionReading.objects.filter(version__codebook__project=member.project, reader_id=member.user_id)
    last: int = read.aggregate(last=Max("version__number"))["last"] or 0
    known = next(
        (one for one in versions if one.number <= last or _is_known(one, member)),
        versions[-1],
    )
    newer = [one for one in versions if one.number > known.number]
    return Unread(known, newer) if newer else None


def _is_known(version: CodebookVersion, member: Membership) -> bool:
    is_earlier = version.published_at is not None and version.published_at < member.created_at
    return is_earlier or version.published_by_id == member.user_id


def lineage_between(known: CodebookVersion, latest: CodebookVersion) -> list[CodeLineage]:
    """Return what became of codes after one version, up to another."""
    rows = CodeLineage.objects.filter(
        version__codebook=known.codebook_id, version__number__gt=known.number, version__number__lte=latest.number
    )
    return list(rows.select_related("version", "from_code", "to_code").order_by("version__number", "pk"))


def mark_read(*, project: Project, version: CodebookVersion, by: User) -> None:
    """Note that a person has read what a version changes; a second time is no news."""
    known = VersionReading.objects.filter(version=version, reader=by).exists()
    VersionReading.objects.bulk_create([VersionReading(version=version, reader=by)], ignore_conflicts=True)
    if not known:
        record("version_read", by=by, project=project, about=version, number=version.number)
