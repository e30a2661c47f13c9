"""The pages of background jobs."""

import pytest
from django.urls import reverse

from coding_app.core.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "words"),
    [("import", "Import of a file"), ("export", "Making of a file"), ("agreement", "Computing of agreement"),
     ("purge", "Erasure of a source"), ("later", "later")],
)  # fmt: skip
def test_a_job_is_named_in_words(small, client_of, kind, words):
    row = Job.objects.create(project=small.project, kind=kind, created_by=small.owner)
    client, english = client_of(small.owner), {"accept-language": "en"}
    assert f"{words}\n</a>" in client.get(reverse("projects:job_list", args=[small.project.slug]), headers=english).text
    page = client.get(reverse("projects:job", args=[small.project.slug, row.uuid]), headers=english)
    assert f"<h1>{words}\n</h1>" in page.text
