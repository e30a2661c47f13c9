"""Which codes stay inside the team: those the codebook calls sensitive, with all that lies below them."""

from collections.abc import Iterable, Sequence

from coding_app.codebook.models import CodebookVersion, CodeDefinition
from coding_app.codebook.tree import in_reading_order, sensitive, with_all_below
from coding_app.projects.models import Project


def in_force(versions: Iterable[Sequence[CodeDefinition]]) -> set[int]:
    """Return the codes that are sensitive by the last published version that has them, or by the draft.

    Versions come oldest first, each in reading order.
    """
    found: set[int] = set()
    for rows in versions:
        if rows and rows[0].version.state == CodebookVersion.State.PUBLISHED:
            found -= {row.code_id for row in rows}
        found |= sensitive(rows)
    return found


def kept_inside(project: Project) -> frozenset[int]:
    """Return the ids of the codes of which nothing leaves the team, whatever the version; one statement."""
    rows = CodeDefinition.objects.filter(version__codebook__project=project).select_related("version", "code")
    versions: dict[int, list[CodeDefinition]] = {}
    for row in rows.order_by("version__number", "position"):
        versions.setdefault(row.version.number, []).append(row)
    ordered = [in_reading_order(found) for found in versions.values()]
    wanted = in_force(ordered)
    return frozenset().union(*(with_all_below(found, wanted) for found in ordered))
