"""Small pieces of HTTP that several features use."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def after_write(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to the page that shows what was written: 303, or HX-Redirect for htmx."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    response = redirect(url)
    response.status_code = 303
    return response


def after_edit(url: str) -> HttpResponse:
    """Send the browser to where the edit shows: 303, which htmx follows inside the part of the page it swaps."""
    response = redirect(url)
    response.status_code = 303
    return response


def form_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, is_valid: bool = True
) -> HttpResponse:
    """Render a page with a form; 422 when what was sent could not be taken."""
    return render(request, template, dict(context), status=200 if is_valid else 422)
