"""Every address, every method, every role, in one's own project and in a foreign one, with and without htmx."""

from functools import cached_property

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from coding_app.accounts.actions import create_user
from coding_app.accounts.models import ApiToken
from coding_app.codebook.actions import publish_version
from coding_app.codebook.models import CodebookVersion, CodeDefinition, CodeExample, CodeQuestion
from coding_app.coding.models import Coding
from coding_app.core.models import Job
from coding_app.exports.models import Export
from coding_app.projects.models import Invitation, Membership
from coding_app.quotes.models import PinnedQuote
from coding_app.sources.models import Upload
from coding_app.surgery.actions import NewPart, split_code
from corpus.models import Author, ImportBatch, Post, Source, Thread
from tests.promises import scene
from tests.promises.access import EVERYBODY, SIGNED_IN, TABLE

pytestmark = pytest.mark.django_db
ROLES = sorted(EVERYBODY)
BY_POWER = ("anonymous", "stranger", "reader", "coder", "adjudicator", "manager", "owner")
METHODS = ("get", "post")
# Numbers and words, the same in every project.
IDS_OF_ONE_PROJECT = {"round", "closed_round", "version", "file_format", "script", "division"}


class Objects:
    """One thing of each kind in a project, by the words of the table."""

    def __init__(self, built):
        self.built, self.project = built, built.project
        self.corpus = built.project.corpus

    def value(self, word):
        found = getattr(self, word)
        return getattr(found, "uuid", found)

    word, note_kind, script = "nothing-to-open", "code", "r"
    file_format, report_kind, division = "qdc", "md", "depth"

    @cached_property
    def note(self):
        return self.project.notes.get(code__isnull=False)

    @cached_property
    def exploration(self):
        return self.project.rounds.get(kind="exploration")

    closed_round, round = 1, 2
    version = 1
    position = 0

    @cached_property
    def illustrated(self):
        return Post.objects.get(source__corpus=self.corpus, attachments__position=0)

    @cached_property
    def source(self):
        return Source.objects.filter(corpus=self.corpus).earliest("pk")

    @cached_property
    def thread(self):
        return Thread.objects.get(source__corpus=self.corpus)

    @property  # made where it is asked for: each test takes back what it wrote
    def saved_search(self):
        manager = self.built.people["manager"]
        return self.project.saved_searches.get_or_create(name="À relire", defaults={"created_by": manager})[0]

    @cached_property
    def post(self):
        return Post.objects.filter(source__corpus=self.corpus).first()

    @cached_property
    def changed(self):
        return Post.objects.get(source__corpus=self.corpus, text_changes__isnull=False)

    @cached_property
    def author(self):
        return Author.objects.filter(corpus=self.corpus).earliest("pk")

    @cached_property
    def batch(self):
        return ImportBatch.objects.get(source__corpus=self.corpus)

    @cached_property
    def upload(self):
        return Upload.objects.get(project=self.project)

    @cached_property
    def job(self):
        return Job.objects.filter(project=self.project).first()

    @cached_property
    def export(self):
        return Export.objects.get(project=self.project)

    @cached_property
    def warning(self):
        return self.project.content_warnings.first()

    @cached_property
    def code(self):
        return self.built.closed.code("law.tasks")

    @cached_property
    def pin(self):
        return PinnedQuote.objects.filter(code__codebook__project=self.project).first()

    @cached_property
    def pinned_code(self):
        return self.pin.code

    @cached_property
    def dimension(self):
        return self.built.closed.code("topic")

    @cached_property
    def entry(self):
        return CodeDefinition.objects.get(version=self.built.draft, code__slug="law.tasks").code

    @cached_property
    def example(self):
        return CodeExample.objects.filter(version=self.built.draft).first()

    @cached_property
    def question(self):
        return CodeQuestion.objects.filter(code__codebook__project=self.project).first()

    @cached_property
    def work(self):
        return self.built.work

    @cached_property
    def unit(self):
        return self.built.closed.assignment("coder", 1).unit

    @cached_property
    def coding(self):
        return Coding.objects.get(assignment=self.built.work, retracted_at__isnull=True)

    @cached_property
    def member(self):
        return Membership.objects.get(project=self.project, role="reader")

    @cached_property
    def invitation(self):
        return Invitation.objects.get(project=self.project)

    @cached_property
    def token(self):
        return ApiToken.objects.get(user=self.built.people["owner"])

    @property  # made where it is asked for: each test takes back what it wrote
    def divided(self):
        code = self.coding.code
        if draft := CodebookVersion.objects.filter(codebook=code.codebook, state="draft").first():
            owner = self.built.people["owner"]
            split_code(code=code, new=[NewPart("Une", "One"), NewPart("Deux", "Two")], by=owner)
            publish_version(version=draft, note="", by=owner)
        return self.coding

    @cached_property
    def invitation_token(self):
        return self.built.invitation_token


class Places:
    """The two projects, and everybody's session."""

    def __init__(self, own, foreign):
        self.own, self.foreign = Objects(own), Objects(foreign)
        people = own.people | {"stranger": create_user(username="stranger", display_name="Sacha")}
        self.sessions = {role: self.session(people[role]) for role in ROLES if role != "anonymous"}

    @staticmethod
    def session(user):
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store.create()
        return store.session_key

    def ask(self, role, method, url, *, body, is_htmx=False, is_json=False):
        """Ask for an address in a transaction of its own, and take back what was written."""
        client = Client(raise_request_exception=True)
        if role != "anonymous":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        more = {"headers": {"HX-Request": "true"}} if is_htmx else {}
        if method == "post" and is_json:
            more["content_type"] = "application/json"
        with transaction.atomic():
            answer = getattr(client, method)(url, body if method == "post" else None, **more)
            transaction.set_rollback(True)
        return answer


@pytest.fixture(scope="module")
def places(everything, django_db_blocker):
    with django_db_blocker.unblock():
        return Places(everything, scene.build("foreign"))


def routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner)


def address(row, name, place, *, ids=None):
    """Return the address of a row in a project; `ids` gives the objects of another."""
    kwargs = {key: (ids or place).value(word) for key, word in row.about.items()}
    url = reverse(name, kwargs=kwargs | ({"slug": place.project.slug} if row.is_ours else {}))
    return url + ("?" + "&".join(f"{key}={value}" for key, value in row.query.items()) if row.query else "")


def sent(row, place):
    kinds = ("dimension", "source", "post")
    words = {kind: lambda kind=kind: str(getattr(place, kind).uuid) for kind in kinds}
    return {key: words[value]() if value in words else value for key, value in row.body.items()}


def answer_kind(answer):
    """Say in a word what an answer is."""
    if answer.status_code == 302 and answer.url.startswith(f"{reverse('accounts:login')}?next="):
        return "sign in"
    return {401: "401", 403: "403", 404: "404", 405: "405"}.get(answer.status_code, "allowed")


def expected(row, method, role):
    """Return what the table says; where a method is refused, the anonymous may hear that they are not signed in."""
    people, unknown = getattr(row, method), "sign in" if row.kind == "page" else "401"
    if people is None:
        return {"405", unknown} if role == "anonymous" else {"405"}
    if role in people:
        return {"allowed"}
    if role == "anonymous":
        return {unknown}
    return {"404"} if role == "stranger" or role in row.hidden else {"403"}


def at_the_edge(people):
    """Return whom a second way of asking is tried with: two outsiders, the least who may, the most who may not."""
    may = [role for role in BY_POWER if role in people]
    may_not = [role for role in BY_POWER[2:] if role not in people]
    return {"anonymous", "stranger", *may[:1], *may_not[-1:]}


def test_the_edge_has_both_sides():
    assert set(BY_POWER) == EVERYBODY
    assert at_the_edge({"adjudicator", "manager", "owner"}) == {"anonymous", "stranger", "coder", "adjudicator"}
    assert at_the_edge({"coder"}) == {"anonymous", "stranger", "coder", "owner"}


def test_every_address_has_a_row():
    assert set(routes(get_resolver().url_patterns)) == set(TABLE)


def test_every_row_lets_somebody_do_something():
    for name, row in TABLE.items():
        assert row.get or row.post, name
        for people in (row.get, row.post):
            assert people is None or people <= EVERYBODY, name
            assert not (people and row.hidden & people), name
        if row.is_ours:
            assert "stranger" not in (row.get or frozenset()) | (row.post or frozenset()), name


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_table_is_kept_in_ones_own_project(broken, places, name, method):
    row, wrong = TABLE[name], []
    url, body = address(row, name, places.own), sent(row, places.own)
    people = getattr(row, method)
    for role in ROLES:
        for is_htmx in (False, True):
            if people is None and (is_htmx or role not in {"anonymous", "owner"}):
                continue
            if is_htmx and role not in at_the_edge(people):
                continue
            answer = places.ask(
                role, method, url, body=body, is_htmx=is_htmx, is_json=row.sends_json or row.kind == "api"
            )
            if answer_kind(answer) not in expected(row, method, role):
                wrong.append((role, is_htmx, answer.status_code, expected(row, method, role)))
            assert answer.status_code < 500
    assert wrong == []


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.is_ours))
def test_a_foreign_project_does_not_exist(broken, places, name):
    """Whoever has a role in the one project is a stranger in the other.

    Asked are the owner and a coder, who has work of her own; the other roles may nothing that these two may not.
    """
    row = TABLE[name]
    url, body = address(row, name, places.foreign), sent(row, places.foreign)
    for method in METHODS:
        if getattr(row, method) is not None:
            for role in ("coder", "owner"):
                for is_htmx in (False, True):
                    answer = places.ask(
                        role, method, url, body=body, is_htmx=is_htmx, is_json=row.sends_json or row.kind == "api"
                    )
                    assert answer.status_code == 404, (method, role, is_htmx)


@pytest.mark.parametrize(
    "name", sorted(n for n, row in TABLE.items() if row.is_ours and set(row.about.values()) - IDS_OF_ONE_PROJECT)
)
def test_foreign_things_do_not_exist_in_ones_own_project(broken, places, name):
    """The address names one's own project and a thing of another one."""
    row = TABLE[name]
    url, body = address(row, name, places.own, ids=places.foreign), sent(row, places.foreign)
    for method in METHODS:
        for role in sorted((getattr(row, method) or frozenset()) & SIGNED_IN):
            answer = places.ask(role, method, url, body=body, is_json=row.is_json)
            assert answer.status_code == 404, (method, role)


def test_somebody_who_left_is_a_stranger_at_once(broken, places):
    url = reverse("home:home", args=[places.own.project.slug])
    assert places.ask("reader", "get", url, body={}).status_code == 200
    scene.execute(f"UPDATE coding_app_membership SET ended_at = now() WHERE id = {places.own.member.pk}")
    assert places.ask("reader", "get", url, body={}).status_code == 404


def test_a_lowered_role_counts_at_once(broken, places):
    url = reverse("exports:export_list", args=[places.own.project.slug])
    assert places.ask("adjudicator", "get", url, body={}).status_code == 200
    scene.execute("UPDATE coding_app_membership SET role = 'coder' WHERE role = 'adjudicator'")
    assert places.ask("adjudicator", "get", url, body={}).status_code == 403


def test_writing_asks_for_the_csrf_token(broken, places):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = places.sessions["owner"]
    for name, row in TABLE.items():
        if row.post is not None and "owner" in row.post:
            assert client.post(address(row, name, places.own)).status_code == 403, name
