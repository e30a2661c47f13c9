"""What the designer of a round may choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from coding_app.codebook.models import CodebookVersion
from coding_app.codebook.queries import dimensions, published_versions
from coding_app.codebook.tree import CodeEntry
from coding_app.projects.models import Membership, Project
from coding_app.sampling import queries
from coding_app.sampling.models import Round
from coding_app.sources.filtering import LISTED
from coding_app.sources.models import SavedSearch
from coding_app.sources.queries import saved_searches
from corpus.models import Source

STEADY = {"q", "author", "since", "until", "part", "asks", "order", "view", "after", "before", "name", *LISTED}
"""What an address may ask of the corpus that no coding changes."""


@dataclass(frozen=True)
class Offer:
    """The sources, people, saved searches, versions, codes and rounds of a project that a new round may name."""

    sources: Sequence[Source]
    memberships: Sequence[Membership]
    searches: Sequence[SavedSearch] = ()
    versions: Sequence[CodebookVersion] = ()
    codes: Sequence[CodeEntry] = ()
    origins: Sequence[Round] = field(default_factory=list)

    @property
    def professions(self) -> list[str]:
        """Return the professions that the sources are of."""
        return sorted({source.profession for source in self.sources})


def offer(project: Project) -> Offer:
    """Return everything a round of the project may name; the codes are those of the latest published version."""
    versions = list(published_versions(project))
    return Offer(
        sources=list(queries.sources(project)),
        memberships=list(queries.coders(project)),
        searches=[row for row in saved_searches(project) if is_steady(row.query)],
        versions=versions,
        codes=_codes(versions),
        origins=list(origins(project)),
    )


def origins(project: Project) -> QuerySet[Round]:
    """Return the rounds of the study that another may build on, newest first."""
    return queries.study_rounds(project).select_related("sample", "codebook_version").order_by("-number")


def is_steady(query: str) -> bool:
    """Tell whether a search finds the same whatever is coded: who coded what is left to the codings."""
    return set(QueryDict(query)) <= STEADY


def _codes(versions: Sequence[CodebookVersion]) -> list[CodeEntry]:
    if not versions:
        return []
    latest = max(versions, key=lambda version: version.number)
    return [code for dimension in dimensions(latest) for code in dimension.codes]
