"""Query parameters: each resource names the ones it understands, every other is refused."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from coding_app.api.errors import BadParameter, UnknownParameter

MAX_LIMIT = 500


class Filters(serializers.Serializer[Any]):
    """Understand nothing: for resources without parameters."""


class PageFilters(Filters):
    """Understand where a page begins and how long it is."""

    cursor = serializers.CharField(required=False, max_length=500, help_text="From the link to the next page.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT, help_text="Rows a page.")


def read(request: Request, filters: type[Filters]) -> dict[str, Any]:
    """Return the parameters of a request by name. Raise UnknownParameter or BadParameter."""
    form = filters(data=request.query_params.dict())
    unknown = sorted(set(request.query_params) - set(form.fields))
    if unknown:
        raise UnknownParameter(
            _("This address does not understand: %(names)s. It understands: %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join(form.fields) or _("no parameter")}
        )
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise BadParameter(f"{name}: {errors[0]}")
    return dict(form.validated_data)
