"""The study counted by hand, closed or open, and browsers that read English."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.agreement.study import build


class Browser:
    """The pages of the codes of a study, as one person."""

    def __init__(self, study, who):
        self.study = study
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(study.people[who], backend="django.contrib.auth.backends.ModelBackend")

    def url(self, name, slug="stance.for", *rest, **query):
        args = [self.study.project.slug, *([self.study.codes[slug].uuid] if slug else []), *rest]
        return reverse(f"quotes:{name}", args=args, query=query or None)

    def get(self, name, slug="stance.for", *rest, **query):
        return self.client.get(self.url(name, slug, *rest, **query))

    def pin(self, quote, slug="stance.for"):
        return self.client.post(self.url("pin_create", slug), {"quote": quote})


@pytest.fixture
def study(small):
    return build(small).reveal()


@pytest.fixture
def open_study(small):
    return build(small)


@pytest.fixture
def browser(study):
    return lambda who="coder": Browser(study, who)
