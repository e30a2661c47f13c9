"""The report of quotes of a code or a theme: pinned or chosen ones, as the team or as a publication may have them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.codebook import tree
from coding_app.codebook.models import CodeDefinition
from coding_app.codebook.printing import reference
from coding_app.codebook.sensitive import kept_inside
from coding_app.projects.models import Project
from coding_app.quotes import queries, shown
from coding_app.summaries.queries import openings
from corpus.citing import TRACEABLE_WORDS, is_traceable, longest_run
from corpus.models import KEPT_INSIDE, Post, Profession, Source

TEAM, PUBLICATION = "team", "publication"
Passage = tuple[UUID, int | None, int | None]


@dataclass(frozen=True)
class Line:
    """One quote of a report: its words or what stands for them, and what may be told around it."""

    text: str
    is_words: bool
    is_traceable: bool
    context: str
    who: str
    when: str
    where: str
    reference: str


@dataclass(frozen=True)
class Section:
    """A code with its quotes, by profession."""

    row: CodeDefinition
    name: str
    definition: str
    groups: list[tuple[str, list[Line]]]


@dataclass
class Report:
    """A report: its title, its sections, and what was left out of it."""

    title: str
    profile: str
    sections: list[Section] = field(default_factory=list)
    codes_inside: int = 0
    posts_inside: int = 0

    @property
    def lines(self) -> list[Line]:
        """Return all quotes."""
        return [line for section in self.sections for _label, group in section.groups for line in group]

    @property
    def traceable(self) -> int:
        """Count the quotes that lead to who wrote them."""
        return sum(line.is_traceable for line in self.lines)


@dataclass(frozen=True)
class _Found:
    """A quote before it is told: post, passage, what it answers, and whether its unit is the whole thread."""

    code: int
    post: Post
    start: int | None
    end: int | None
    answered: Post | None
    is_thread: bool = False


def report(project: Project, by: User, code: UUID, profile: str, passages: Sequence[Passage] = ()) -> Report | None:
    """Return the report of a code, or of all codes in a dimension or group; None when there is no such code.

    Without passages, the pinned quotes; else those of the passages that bear the code and that the person may see.
    """
    wordings = queries.wordings(project)
    top = next((row for row in wordings if row.code.uuid == code), None)
    if top is None:
        return None
    language = codebook.language()
    rows = _below(wordings, top)
    made = Report(tree.wording(top, "name", language) or top.code.slug, profile)
    if profile == PUBLICATION:
        inside = kept_inside(project)
        made.codes_inside = sum(row.code_id in inside for row in rows)
        rows = [row for row in rows if row.code_id not in inside]
    found = _chosen(project, by, rows, passages) if passages else _pinned(rows)
    if profile == PUBLICATION:
        kept = [one for one in found if not _stays_inside(one.post)]
        made.posts_inside = len(found) - len(kept)
        found = kept
    by_code: dict[int, list[_Found]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    made.sections = [_section(row, by_code.get(row.code_id, []), profile, language) for row in rows]
    return made


def _below(wordings: Sequence[CodeDefinition], top: CodeDefinition) -> list[CodeDefinition]:
    """Return the codes that lie in an entry by their newest wording, or the code itself."""
    kinds = {CodeDefinition.Kind.CODE, CodeDefinition.Kind.NONE}
    if top.kind in kinds:
        return [top]
    return [row for row in tree.branch(wordings, top.code_id) if row.kind == CodeDefinition.Kind.CODE]


def _pinned(rows: Sequence[CodeDefinition]) -> list[_Found]:
    pins = list(queries.pins([row.code_id for row in rows]))
    posts = shown.with_parents({pin.post_id for pin in pins}).in_bulk()
    first = openings({post.thread_id for post in posts.values()})
    return [
        _Found(pin.code_id, posts[pin.post_id], pin.start, pin.end, shown.answered_by(posts[pin.post_id], first))
        for pin in pins
    ]


def _chosen(project: Project, by: User, rows: Sequence[CodeDefinition], passages: Sequence[Passage]) -> list[_Found]:
    wanted = {f"{post}" if start is None else f"{post}.{start}.{end}" for post, start, end in passages}
    found: list[_Found] = []
    for row in rows[:1]:
        codings = queries.seen(project, row.code, by)
        placed = queries.chosen(codings, {post for post, _start, _end in passages}, 10 * queries.MOST_CHOSEN)
        found += [
            _Found(row.code_id, one.post, one.start, one.end, one.answered, is_thread=one.unit.post_id is None)
            for one in shown.quotes(project, placed)
            if one.name in wanted
        ]
    posts = shown.with_parents({one.post.pk for one in found}).in_bulk()
    return [_Found(one.code, posts[one.post.pk], one.start, one.end, one.answered, one.is_thread) for one in found]


def _stays_inside(post: Post) -> bool:
    """Say whether a post stays in the team: it speaks of a third party, or its group is closed."""
    return post.is_about_third_party or post.source.access in KEPT_INSIDE


def _section(row: CodeDefinition, found: Sequence[_Found], profile: str, language: str) -> Section:
    groups: dict[str, list[Line]] = {}
    for one in sorted(found, key=lambda one: Profession.values.index(one.post.source.profession)):
        label = str(Profession(one.post.source.profession).label)
        groups.setdefault(label, []).append(_line(one, profile))
    return Section(
        row,
        tree.wording(row, "name", language),
        tree.wording(row, "definition", language) if profile == TEAM else "",
        list(groups.items()),
    )


def _line(one: _Found, profile: str) -> Line:
    post = one.post
    text = shown.words(post, one.start, one.end)
    is_words = post.availability == Post.Availability.PRESENT
    leads = is_words and is_traceable(text, post.source.access)
    if profile == TEAM:
        return Line(
            text, is_words, leads, shown.context(post, one.answered, is_thread=one.is_thread),
            post.author.alias if post.author else _("author unknown"),
            when(post, by_month=post.source.access != Source.Access.PUBLIC), post.source.name, reference(post),
        )  # fmt: skip
    if leads:
        text = ngettext(
            "[Paraphrase to write: %(n)s word in a row leads to who wrote it]",
            "[Paraphrase to write: %(n)s words in a row lead to who wrote them]",
            longest_run(text),
        ) % {"n": longest_run(text)}
    return Line(
        text=text,
        is_words=is_words and not leads,
        is_traceable=False,
        context=_place(one),
        who=str(Profession(post.source.profession).label),
        when=when(post, by_month=True),
        where=f"{post.source.get_platform_display()}, {post.source.get_access_display()}",
        reference="",
    )


def _place(one: _Found) -> str:
    """Say where in its thread a post stands without any word of others."""
    kind = _("whole thread") if one.is_thread else _("answer") if one.post.position else _("opening")
    return f"{kind}, {shown.outline(one.post.thread)}"


def when(post: Post, *, by_month: bool) -> str:
    """Write when a post was written, as far as it is known and may be told."""
    if post.posted_at is None:
        return ""
    at = timezone.localtime(post.posted_at)
    if post.time_precision == Post.TimePrecision.YEAR:
        return formats.date_format(at, "Y")
    if by_month or post.time_precision == Post.TimePrecision.MONTH:
        return formats.date_format(at, "YEAR_MONTH_FORMAT")
    return formats.date_format(at, "DATE_FORMAT")


def warning(found: Report) -> str:
    """Say what verbatim quotes are worth knowing of."""
    if not found.lines:
        return ""
    if found.profile == PUBLICATION:
        return _(
            "Quotes of %(words)s words in a row or more stand here as places for your paraphrase: a search engine "
            "would lead from them to who wrote them. Read the others once more before they are published."
        ) % {"words": TRACEABLE_WORDS}
    return _(
        "%(n)s of %(all)s quotes have %(words)s words in a row or more: a search engine leads from them to who wrote "
        "them. Keep this report in the team; paraphrase before publishing."
    ) % {"n": found.traceable, "all": len(found.lines), "words": TRACEABLE_WORDS}


def left_out(found: Report) -> list[str]:
    """Say what a publication leaves out."""
    sentences = []
    if found.codes_inside:
        sentences.append(
            ngettext(
                "%(n)s code is left out: the codebook calls it sensitive.",
                "%(n)s codes are left out: the codebook calls them sensitive.",
                found.codes_inside,
            )
            % {"n": found.codes_inside}
        )
    if found.posts_inside:
        sentences.append(
            ngettext(
                "%(n)s quote is left out: it speaks of a third party or comes from a closed group.",
                "%(n)s quotes are left out: they speak of a third party or come from a closed group.",
                found.posts_inside,
            )
            % {"n": found.posts_inside}
        )
    return sentences


def offered(wordings: Iterable[CodeDefinition], language: str) -> list[tuple[str, str, bool]]:
    """Return what a report may be about: (uuid, name, whether it is a dimension), in the order of the codebook."""
    rows = tree.in_reading_order(list(wordings))
    names: Mapping[int, str] = {row.code_id: tree.wording(row, "name", language) for row in rows}
    return [
        (str(row.code.uuid), names[row.code_id] or row.code.slug, row.kind == CodeDefinition.Kind.DIMENSION)
        for row in rows
        if row.kind != CodeDefinition.Kind.NONE
    ]
