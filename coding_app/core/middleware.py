"""Answers to refusals, and the header that keeps posts out of shared caches."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coding_app.core.errors import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]


class refusals:  # noqa: N801  (named like the functions beside it in settings)
    """Turn a Refusal into a page or a fragment that says what happened, with its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other error to Django."""
        if not isinstance(error, Refusal):
            return None
        if getattr(request, "htmx", False):
            response = render(request, "core/_refusal.html", {"sentence": error.sentence}, status=error.status)
            response["HX-Retarget"] = "#messages"
            response["HX-Reswap"] = "innerHTML"
            # A part of the page that picks its piece of the answer, and puts it in the address, does neither here.
            response["HX-Reselect"] = "[data-message]"
            response["HX-Push-Url"] = "false"
            return response
        messages.error(request, str(error.sentence))
        return render(request, "core/refusal.html", {"sentence": error.sentence}, status=error.status)


def no_store(get_response: GetResponse) -> GetResponse:
    """Forbid caches to keep pages; files under /static/ are answered before this."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
