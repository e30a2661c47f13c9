"""No file, however broken, ends a page of the wizard in an error: it is shown, or refused by a sentence."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding_app.sources import uploading
from coding_app.sources.models import Upload
from corpus.models import ImportProblem, Post
from tests.pure.importers import hostile

pytestmark = pytest.mark.django_db
# One file of each outcome goes through the pages; all of them are read without pages, in tests/pure.
CASES = {(case.refused, frozenset(code for _, _, code in case.places)): case for case in reversed(hostile.CASES)}
HEADERS = (
    b"id,mes\0sage,texte\n1,un deux trois,quatre\n",
    "id,déjà été,message\n1,à,un\n".encode() + b"2,\xff,\xff deux\n",
    b"id,message\xff\n1,un deux trois quatre\n",
    json.dumps([{"id": "1", "message\0": "un deux"}, {"id": "2", "message\0": "trois quatre"}]).encode(),
    json.dumps({"a\0": [{"id": "1", "message": "un deux"}, {"id": "2", "message": "trois quatre"}], "b": 1}).encode(),
)


def through_the_pages(manager, url, source, content, name):
    """Bring a file through upload, columns and check; return the answers."""
    sent = manager.post(url("upload_new"), {"source": source.uuid, "file": SimpleUploadedFile(name, content)})
    if sent.status_code != 303:
        return [sent.status_code]
    upload = Upload.objects.get(uuid=sent["Location"].rstrip("/").split("/")[-2])
    pages = [manager.get(url(step, upload.uuid)) for step in ("upload_columns", "upload_check")]
    uploading.discard(upload=upload)
    return [sent.status_code, *(page.status_code for page in pages)]


def test_every_broken_file_is_shown_or_refused(manager, url, source):
    for case in CASES.values():
        answers = through_the_pages(manager, url, source, case.make(), case.file)
        assert answers in ([422], [303, 200, 200], [303, 422, 422], [303, 200, 422]), (case.name, answers)
        assert (answers == [303, 200, 200]) >= (case.posts > 0), (case.name, answers)


@pytest.mark.parametrize("content", HEADERS)
def test_a_header_no_table_can_hold_is_shown_with_a_sign(manager, url, source, content):
    assert through_the_pages(manager, url, source, content, "f.bin") == [303, 200, 200]


def test_what_a_sentence_quotes_can_be_stored_and_shown(manager, url, source, small):
    odd = {"author_id": "7", "conversation_id": "1", "edit_history_tweet_ids": ["1"]}
    posts = [
        {"id": "1", "text": "Bonjour", "created_at": "2020-01-01T00:00:00.000Z"} | odd,
        {"id": "2", "text": "Bonsoir", "created_at": "\0zz"} | odd,
        {"id": "3", "text": "Bonsoir", "created_at": "\ud800"} | odd,
        {"id": "4", "text": "Bonsoir", "lang": "\0", "created_at": "2020-01-01T00:00:00.000Z"} | odd,
        {"id": "5", "text": "Bonsoir", "lang": "\ud800", "created_at": "2020-01-01T00:00:00.000Z"} | odd,
    ]
    content = "\n".join(map(json.dumps, posts)).encode()
    kept = uploading.keep_upload(
        project=small.project, source=source, file_name="x.jsonl", chunks=[content], by=small.manager
    )
    assert kept.format == "x_api_v2"
    pages = [manager.get(url(step, kept.uuid)) for step in ("upload_columns", "upload_check")]
    assert [page.status_code for page in pages] == [200, 200]
    done = uploading.import_now(upload=kept, by=small.manager)
    assert (done.state, Post.objects.count()) == ("done", 1)
    problems = ImportProblem.objects.order_by("line").values_list("line", "reason", "params__value")
    assert list(problems) == [
        (2, "date_unknown", "\N{REPLACEMENT CHARACTER}xx"),
        (3, "date_unknown", "\N{REPLACEMENT CHARACTER}"),
        (4, "nul_character", None),
        (5, "broken_character", None),
    ]
    page = manager.get(reverse("sources:batch", args=[small.project.slug, Upload.objects.get().batch.uuid]))
    assert page.status_code == 200
