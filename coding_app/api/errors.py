"""One shape for everything that is refused: a sentence under "detail", the fields at fault under "fields"."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from coding_app.coding.answers import as_json
from coding_app.core.errors import Refusal


class UnknownParameter(Refusal):
    """Refuse a query parameter that would otherwise be passed over in silence."""

    status = 400


class BadParameter(Refusal):
    """Refuse a query parameter whose value cannot be read."""

    status = 400


class NotThere(Refusal):
    """Say that something that could exist does not exist yet."""

    status = 404


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer a refusal with its status and its sentence; leave the program's own errors to Django."""
    if isinstance(error, Refusal):
        set_rollback()
        state = getattr(error, "state", None)
        more = {"state": as_json(state)} if state is not None else {}
        return Response({"detail": str(error.sentence), **more}, status=error.status)
    response = exception_handler(error, dict(context))
    if response is not None and isinstance(error, ValidationError):
        sentence = _("What was sent cannot be read. Nothing was changed. Correct the fields named here.")
        response.data = {"detail": sentence, "fields": response.data}
    return response
