"""What codings add to the corpus browser: by how many people a thread is coded, and one's own codes.

Both count only the codings that the person may see: while a round is blind and open, those are their own.
"""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.tree import wording
from coding_app.coding.queries import own_codings, to_code_again, visible_codings_of_project
from coding_app.projects.models import Project
from coding_app.sources.marks import MarkFacet

MANY = 3


def thread_marks(project: Project, by: User) -> list[MarkFacet]:
    """Return the facets "coded by" and "my codes" of a project, as one person may see them; three statements."""
    return [coded_by(project, by), my_codes(project, by)]


def coded_by(project: Project, by: User) -> MarkFacet:
    """Return by how many people each thread is coded: in itself, in a post, or in a segment of it."""
    rows = (
        visible_codings_of_project(project, by)
        .values_list("assignment__unit__thread")
        .annotate(people=Count("assignment__coder", distinct=True))
    )
    found: dict[str, set[int]] = {value: set() for value in [*map(str, range(1, MANY)), f"{MANY}-"]}
    for thread, people in rows:
        found[str(people) if people < MANY else f"{MANY}-"].add(thread)
    labels = {str(n): ngettext("%(n)s person", "%(n)s people", n) % {"n": n} for n in range(1, MANY)}
    labels |= {"0": _("nobody"), f"{MANY}-": _("%(n)s people or more") % {"n": MANY}}
    threads = {value: frozenset(ids) for value, ids in found.items()}
    return MarkFacet("coders", _("Coded by"), labels, threads)


def my_codes(project: Project, by: User) -> MarkFacet:
    """Return which threads bear each code this person applied, in explorations too; names of the latest version."""
    mine = own_codings(project, by).exclude(to_code_again(project, by))
    rows = mine.values_list("code__slug", "code", "assignment__unit__thread").distinct()
    found: dict[str, set[int]] = {}
    codes: dict[int, str] = {}
    for slug, code, thread in rows:
        found.setdefault(slug, set()).add(thread)
        codes[code] = slug
    names = CodeDefinition.objects.filter(code__in=codes).order_by("version__number") if codes else ()
    labels = {codes[row.code_id]: wording(row, "name", codebook.language()) for row in names} | {"0": _("none")}
    ordered = sorted(found, key=lambda slug: str(labels.get(slug, slug)).casefold())
    return MarkFacet("code", _("My codes"), labels, {slug: frozenset(found[slug]) for slug in ordered})
