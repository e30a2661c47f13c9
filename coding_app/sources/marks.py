"""Facets that features above the corpus add to its browser: coded by how many, my codes.

The corpus knows no codings, and this feature may not look up at them: the setting CORPUS_MARKS names the function that
gives these facets, as seen by one person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from coding_app.accounts.models import User
from coding_app.projects.models import Project


@dataclass(frozen=True)
class MarkFacet:
    """One facet: its name in the address, its title, the words of each value, and the threads of each value."""

    name: str
    title: str
    labels: Mapping[str, str]
    threads: Mapping[str, frozenset[int]]


MarksOf = Callable[[Project, User], list[MarkFacet]]


def facets_of(project: Project, by: User) -> list[MarkFacet]:
    """Return the facets of the features above, as this person may see them."""
    path: str = getattr(settings, "CORPUS_MARKS", "")
    if not path:
        return []
    marks_of: MarksOf = import_string(path)
    return marks_of(project, by)
