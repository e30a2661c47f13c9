"""Put together what the pages of professions show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from coding_app.codebook import queries as codebook
from coding_app.codebook.tree import Dimension
from coding_app.projects.models import Project
from coding_app.sampling.models import Round, Unit
from coding_app.summaries import queries, words
from coding_app.summaries.comparison import Section, merged, sections
from coding_app.summaries.confound import confound
from coding_app.summaries.queries import Analysis, Selection
from corpus.models import Post, Profession


@dataclass(frozen=True)
class Group:
    """One profession among the units that are counted."""

    profession: str
    units: int
    threads: int

    @property
    def label(self) -> str:
        """Name the profession."""
        return str(Profession(self.profession).label)


@dataclass
class Comparison:
    """The professions in some rounds."""

    project: Project
    selection: Selection

    @cached_property
    def analysis(self) -> Analysis:
        """Return the values that are counted."""
        return queries.analysis(self.project, self.selection.rounds)

    @cached_property
    def dimensions(self) -> list[Dimension]:
        """Return the dimensions of the codebook versions of the rounds, the newest wording."""
        return dimensions(self.selection.rounds)

    @cached_property
    def sections(self) -> list[Section]:
        """Return the table, a dimension each."""
        return sections(self.analysis, self.dimensions, queries.doubts(self.selection.rounds))

    @cached_property
    def groups(self) -> list[Group]:
        """Return the professions with their numbers of units and threads."""
        found = self.analysis
        return [
            Group(
                profession,
                int((found.groups == position).sum()),
                len(set(found.threads[found.groups == position].tolist())),
            )
            for position, profession in enumerate(found.professions)
        ]

    @property
    def confound(self) -> list[str]:
        """Say what the professions cannot be told apart from."""
        return words.confound_sentences(confound(self.analysis.pairs))

    @property
    def unit_words(self) -> str:
        """Name what is counted: posts, threads or segments."""
        return str(words.UNITS[self.selection.unit_kind])

    @property
    def difference_words(self) -> str:
        """Name the difference: the first profession less the second."""
        return " − ".join(group.label for group in self.groups[:2])

    @property
    def query(self) -> str:
        """Return the choice of rounds as it stands in an address."""
        numbers = "".join(f"&round={row.number}" for row in self.selection.rounds)
        return f"unit={self.selection.unit_kind}{numbers}"


def dimensions(rounds: Sequence[Round]) -> list[Dimension]:
    """Return the dimensions of the versions of some rounds, in the reader's language."""
    versions = {row.codebook_version_id: row.codebook_version for row in rounds}
    newest_first = sorted(versions.values(), key=lambda version: -version.number)
    return merged([codebook.dimensions(version) for version in newest_first])


@dataclass(frozen=True)
class Found:
    """One unit behind a figure, and what its value rests on."""

    unit: Unit
    post: Post | None
    basis: str

    @property
    def text(self) -> str:
        """Return what was coded: the post, its segment, or the opening of the thread."""
        return self.post.text[self.unit.start : self.unit.end] if self.post else ""


def found_units(found: Analysis, code_id: int, units: Sequence[Unit]) -> list[Found]:
    """Add to units the post that shows them and what their value of a code rests on."""
    column = found.column(code_id)
    at = {int(unit): position for position, unit in enumerate(found.unit_ids)}
    openings = queries.openings([unit.thread_id for unit in units if unit.post is None])
    return [
        Found(
            unit,
            unit.post or openings.get(unit.thread_id),
            words.basis(
                applied=int(found.layer.applied[at[unit.pk], column]),
                answered=int(found.layer.answered[at[unit.pk], column]),
                is_decided=bool(found.layer.is_decided[at[unit.pk], column]),
            ),
        )
        for unit in units
    ]
