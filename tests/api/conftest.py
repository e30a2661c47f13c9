"""A round to code by program: the small round of the coding tests, keys for its people, a second project."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coding_app.accounts.actions import create_token
from coding_app.projects.actions import create_project
from tests.coding.conftest import TEXTS, add_thread, make_coded


class Program:
    """A program that signs in with a person's key and asks by the names of the addresses."""

    def __init__(self, user, project):
        self.user, self.project = user, project
        self.client = Client()
        self.headers = {}
        if user is not None:
            _row, key = create_token(name="essai", by=user)
            self.headers = {"Authorization": f"Token {key}"}

    def url(self, name, *args):
        return reverse(f"api:{name}", args=[self.project.slug, *args])

    def get(self, name, *args, **query):
        return self.client.get(self.url(name, *args), query, headers=self.headers)

    def post(self, name, *args, **body):
        return self.client.post(
            self.url(name, *args), json.dumps(body), content_type="application/json", headers=self.headers
        )

    def act(self, name, *args, after, **body):
        """Send one operation under an id of its own, unless one is given."""
        return self.post(name, *args, after=after, **{"operation_id": str(uuid.uuid4())} | body)


@pytest.fixture(autouse=True)
def fresh_rate():
    """Forget how often others asked."""
    cache.clear()


@pytest.fixture
def coded(small):
    return make_coded(small)


@pytest.fixture
def program(coded):
    """Return a function that signs a person in by a key; without a name, nobody."""

    def signed_in(name="", project=None):
        return Program(coded.people[name] if name else None, project or coded.project)

    return signed_in


@pytest.fixture
def foreign(coded):
    """A second project that belongs to the stranger, with a thread of its own."""
    project = create_project(name="Autre étude", by=coded.people["stranger"])
    add_thread(project, TEXTS[:2], [None, 0], name="ailleurs")
    return project
