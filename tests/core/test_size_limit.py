"""A request too long for any file is refused by the length it announces."""

import pytest
from django.urls import reverse

from coding_app.core.size_limit import ROOM_FOR_THE_FORM

pytestmark = pytest.mark.django_db
LIMIT = 500 << 20


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def send(small, client_of):
    """Return a function that announces a length and sends nothing of it: reading would wait for more."""
    client = client_of(small.manager)
    address = reverse("sources:upload_new", args=[small.project.slug])

    def announce(length, **headers):
        client.handler.enforce_csrf_checks = True  # the token is looked for in the body
        return client.generic("POST", address, b"", CONTENT_LENGTH=str(length), **headers)

    return announce


def test_a_request_too_long_is_answered_unread_with_what_to_do(send):
    answer = send(LIMIT + ROOM_FOR_THE_FORM + 1, CONTENT_TYPE="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "The file is larger than 500 MB. Nothing was kept." in answer.content.decode()


def test_htmx_hears_a_fragment(send):
    answer = send(LIMIT * 2, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Retarget"]) == (413, "#messages")


@pytest.mark.parametrize("length", ["", "0", "x", "-5", "²"])
def test_a_length_that_says_nothing_is_no_reason(send, length):
    assert send(length).status_code == 403  # the token is missing, as without the limit


def test_the_limit_is_that_of_files(send, settings):
    settings.MAX_IMPORT_BYTES = 10
    assert send(ROOM_FOR_THE_FORM + 10).status_code != 413
    assert send(ROOM_FOR_THE_FORM + 11).status_code == 413
