"""Refuse a request that is longer than any file may be, before it is received."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coding_app.core.errors import Refusal
from coding_app.core.middleware import GetResponse, refusals

ROOM_FOR_THE_FORM = 2 << 20
"""Bytes that a form may take beside the file it sends."""


class RequestTooLong(Refusal):
    """Refuse a request over the limit of files."""

    status = 413


def size_limit(get_response: GetResponse) -> GetResponse:
    """Answer by the length that a request announces; innermost, so that nobody has read any of it yet."""
    answer = refusals(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        length = int(announced) if announced.isascii() and announced.isdigit() else 0
        if length <= settings.MAX_IMPORT_BYTES + ROOM_FOR_THE_FORM:
            return get_response(request)
        limit = number_format(settings.MAX_IMPORT_BYTES // (1 << 20))
        sentence = _(
            "The file is larger than %(limit)s MB. Nothing was kept. Cut it into several files: posts that are in "
            "two of them are imported once."
        ) % {"limit": limit}
        refused = answer.process_exception(request, RequestTooLong(sentence))
        return refused or HttpResponse(sentence, status=413)

    return middleware
