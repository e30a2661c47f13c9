"""Build the demo: an invented study, made only by the actions that people use, the same each time."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import User
from coding_app.agreement.actions import compute_agreement
from coding_app.codebook.actions import create_codebook, publish_version
from coding_app.codebook.models import Code, CodebookVersion
from coding_app.codebook.queries import dimensions
from coding_app.coding.actions import perform
from coding_app.coding.models import Operation
from coding_app.coding.queries import questions
from coding_app.demo.coders import Plan, decide
from coding_app.demo.texts import DemoPost, load, write_table, write_x_pages
from coding_app.projects.actions import add_member, create_project
from coding_app.projects.models import Project, Role
from coding_app.review.actions import settle
from coding_app.review.models import Adjudication
from coding_app.review.queries import State, cases
from coding_app.sampling.actions import SampleRecipe, create_round
from coding_app.sampling.models import Assignment, Round, Unit
from coding_app.sampling.steps import close_round, open_round, reveal_round
from coding_app.sources.actions import create_source, import_file, index_batch
from corpus.models import Platform, Post, Profession, Sensitive, Source
from corpus.reviewing import accept_all

SLUG = "demo"
SEED = 20200214


@dataclass(frozen=True)
class Place:
    """A source of the demo, the texts it holds and how they are written to a file."""

    platform: str
    name: str
    profession: str
    access: str
    texts: tuple[str, ...]
    write: Callable[[list[DemoPost], Path], None]
    suffix: str


CLOSED, PUBLIC, CONSENT = Source.Access.CLOSED, Source.Access.PUBLIC, Source.Access.CONSENT
PLACES = [
    Place(Platform.X, "#DocTocToc", Profession.GP, PUBLIC, ("doctoctoc",), write_x_pages, "jsonl"),
    Place(Platform.X, "#DocsTocToc", Profession.GP, PUBLIC, ("docstoctoc",), write_x_pages, "jsonl"),
    Place(
        Platform.FACEBOOK,
        "Auxiliaires de vie, entre nous (groupe d'exemple)",
        Profession.HOME_HELP,
        CLOSED,
        ("auxiliaires_vie_sociale", "litiere"),
        write_table,
        "csv",
    ),
    Place(
        Platform.FACEBOOK,
        "Aides à domicile pas contentes (exemple)",
        Profession.HOME_HELP,
        CLOSED,
        ("aides_domicile_colere",),
        write_table,
        "csv",
    ),
    Place(Platform.INTERVIEW, "Entretiens MG", Profession.GP, CONSENT, ("entretiens_mg",), write_table, "csv"),
    Place(Platform.INTERVIEW, "Entretiens AD", Profession.HOME_HELP, CONSENT, ("entretiens_ad",), write_table, "csv"),
]
# Invented like the posts: what a team would write before its first import.
RECORD: dict[str, Any] = {
    "accessed_how": "Sans objet : rien n'a été collecté.",
    "legal_basis": "Textes inventés pour la démonstration ; une vraie étude nomme ici sa base légale.",
    "register_number": "DÉMO-001",
    "ethics_reference": "Sans objet : aucune personne réelle.",
    "notice_text": "Sans objet : personne à informer, tout est inventé.",
    "consent": "Sans objet : le groupe et ses membres sont inventés.",
    "opt_out_contact": "retrait@example.org",
    "sensitive": [Sensitive.HEALTH, Sensitive.THIRD_PARTIES],
    "retain_until": date(2099, 12, 31),
}
PEOPLE = {
    "owner": ("claude", "Claude Exemple", Role.OWNER),
    "manager": ("maud", "Maud Exemple", Role.MANAGER),
    "adjudicator": ("alix", "Alix Exemple", Role.ADJUDICATOR),
    "coder": ("coline", "Coline Exemple", Role.CODER),
    "second_coder": ("basile", "Basile Exemple", Role.CODER),
    "third_coder": ("doriane", "Doriane Exemple", Role.CODER),
    "reader": ("lou", "Lou Exemple", Role.READER),
}


@dataclass(frozen=True)
class Demo:
    """What was built."""

    project: Project
    people: dict[str, User]
    training: Round
    main: Round
    open_round: Round

    @property
    def coders(self) -> list[User]:
        """Return the three coders."""
        return [self.people[name] for name in ("coder", "second_coder", "third_coder")]


def found() -> Demo | None:
    """Return the demo that is already there, or None."""
    project = Project.objects.filter(slug=SLUG).first()
    if project is None:
        return None
    people = {name: User.objects.get(username=user) for name, (user, _shown, _role) in PEOPLE.items()}
    training, main, current = Round.objects.filter(project=project).order_by("number")[:3]
    return Demo(project, people, training, main, current)


def build() -> Demo:
    """Build the whole demo in an empty database; take about as long as a coffee is poured."""
    people = {name: create_user(username=user, display_name=shown) for name, (user, shown, _role) in PEOPLE.items()}
    owner = people["owner"]
    project = create_project(
        name="Le travail, en ligne et à plusieurs (démonstration)",
        description="Deux professions qui travaillent seules parlent de leur travail en ligne. Tout est inventé.",
        slug=SLUG,
        by=owner,
    )
    for name, (_user, _shown, role) in PEOPLE.items():
        if role != Role.OWNER:
            add_member(project=project, user=people[name], role=role, by=owner)
    careful = _import_everything(project, owner)
    codebook = create_codebook(project=project, starter="care_and_work", by=owner)
    version = publish_version(version=codebook.versions.get(), note="Première grille, après lecture commune.", by=owner)
    team = _Team(project, version, careful, people)
    training = team.code_round("Entraînement", Round.Kind.TRAINING, size=15, double=0, triple=100, seed=SEED)
    main = team.code_round("Premier tour", Round.Kind.MAIN, size=300, double=12, triple=8, seed=SEED + 1)
    _settle_some(main, people["adjudicator"])
    for row in (training, main):
        compute_agreement(round=row, by=owner)
    current = team.begin_round("Deuxième tour", size=60, double=10, triple=10, seed=SEED + 2)
    return Demo(project, people, training, main, current)


def _import_everything(project: Project, by: User) -> dict[int, frozenset[str]]:
    """Import all sources from files; return what a careful coder applies to each post, by key."""
    careful: dict[int, frozenset[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, place in enumerate(PLACES):
            posts = [post for name in place.texts for post in load(name)]
            path = Path(folder) / f"{number}.{place.suffix}"
            place.write(posts, path)
            source = create_source(
                project=project,
                platform=place.platform,
                name=place.name,
                profession=place.profession,
                access=place.access,
                by=by,
                **RECORD,
            )
            report = import_file(source=source, path=path, file_name=path.name, by=by)
            assert report.batch is not None
            accept_all(report.batch, by=by.display_name)
            index_batch(batch=report.batch)
            keys = dict(Post.objects.filter(source=source).values_list("external_id", "id"))
            careful |= {keys[post.external_id]: post.codes for post in posts}
    return careful


class _Team:
    """Three invented coders at work."""

    def __init__(
        self, project: Project, version: CodebookVersion, careful: dict[int, frozenset[str]], people: dict[str, User]
    ) -> None:
        self.project, self.version, self.careful = project, version, careful
        self.owner = people["owner"]
        self.coders = [people[name] for name in ("coder", "second_coder", "third_coder")]
        self.dimensions = dimensions(version)
        self.codes: dict[str, Code] = {code.slug: code for code in Code.objects.filter(codebook=version.codebook_id)}
        self.plan = Plan(
            {one.slug: (one.selection, frozenset(code.slug for code in one.codes)) for one in self.dimensions}
        )

    def draw(self, name: str, kind: str, *, size: int, double: int, triple: int, seed: int) -> Round:
        """Draw and open a blind round over posts of 2018 to 2020."""
        row = create_round(
            project=self.project,
            name=name,
            kind=kind,
            unit_kind=Unit.Kind.POST,
            recipe=SampleRecipe(since=date(2018, 1, 1), until=date(2020, 6, 30)),
            size=size,
            seed=seed,
            coders=self.coders,
            double_share=double,
            triple_share=triple,
            is_blind=True,
            codebook_version=self.version,
            by=self.owner,
            instructions="Lisez le fil avant de coder. Si vous hésitez, relisez la définition et laissez un mémo.",
        )
        return open_round(round=row, by=self.owner)

    def code_round(self, name: str, kind: str, *, size: int, double: int, triple: int, seed: int) -> Round:
        """Draw a round, code all of it, close and reveal it."""
        row = self.draw(name, kind, size=size, double=double, triple=triple, seed=seed)
        for assignment in self._queue(row):
            self._code(assignment, submit=True)
        return reveal_round(round=close_round(round=row, by=self.owner), by=self.owner)

    def begin_round(self, name: str, *, size: int, double: int, triple: int, seed: int) -> Round:
        """Draw a round and code the beginning of each queue: the first coder five units, the others more."""
        row = self.draw(name, Round.Kind.MAIN, size=size, double=double, triple=triple, seed=seed)
        done = {coder.pk: units for coder, units in zip(self.coders, (5, 14, 9), strict=True)}
        for assignment in self._queue(row):
            if assignment.position <= done[assignment.coder_id]:
                self._code(assignment, submit=True)
        return row

    def _queue(self, row: Round) -> Iterator[Assignment]:
        rows = Assignment.objects.filter(round=row).select_related("unit__post", "coder", "round__codebook_version")
        return iter(rows.order_by("coder", "position"))

    def _code(self, assignment: Assignment, *, submit: bool) -> None:
        coder = self.coders.index(assignment.coder)
        post = assignment.unit.post
        assert post is not None
        wanted = {question.id for question in questions(assignment.round, assignment.unit)}
        asked = [one.slug for one in self.dimensions if one.id in wanted]
        # The post's place in its source, not its key, so that the same demo comes out of every database.
        unit_seed = int(post.external_id) % 1_000_000_007
        slugs = decide(self.careful[post.pk], self.plan, asked, [SEED, coder, unit_seed])
        steps = [(Operation.Kind.APPLY, self.codes[slug]) for slug in slugs]
        after = 0
        for kind, code in [*steps, *([(Operation.Kind.SUBMIT, None)] if submit else [])]:
            name = f"{SEED}/{assignment.round.number}/{coder}/{unit_seed}/{after}"
            state = perform(
                assignment=assignment,
                operation_id=uuid.uuid5(uuid.NAMESPACE_URL, name),
                kind=kind,
                code=code,
                after=after,
                by=assignment.coder,
            )
            after = state.sequence


REASONS = [
    "La définition le dit : le fil tranche, pas le mot isolé.",
    "Les deux lectures se défendent ; la consigne demande le code le plus précis.",
    "Relu avec le message parent : c'est une réponse à la question de départ.",
]


def _settle_some(row: Round, by: User) -> None:
    """Settle every third disagreement of a round by keeping the codings of one coder."""
    differing = [case for case in cases(row) if case.state == State.DIFFER]
    for number, case in enumerate(differing[::3]):
        kept = sorted(case.coders, key=lambda coder: coder.pk)[number % len(case.coders)]
        settle(
            round=row,
            unit=case.unit,
            dimension=case.dimension,
            decision=Adjudication.Decision.KEEP_CODER,
            kept_coder=kept,
            reason=REASONS[number % len(REASONS)],
            by=by,
        )
