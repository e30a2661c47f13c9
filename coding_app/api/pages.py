"""Long lists, a page at a time: a cursor stays true while rows are added."""

from typing import Any

from django.db.models import Model, QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from coding_app.api.filters import MAX_LIMIT


class Cursor(CursorPagination):
    """Walk through rows by their key."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = MAX_LIMIT

    def decode_cursor(self, request: Request) -> Any:
        """Read the cursor; refuse a damaged one instead of beginning again."""
        cursor = super().decode_cursor(request)
        if cursor is not None and not str(cursor.position or "").isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor


def page(
    request: Request, rows: QuerySet[Any], serializer: type[serializers.BaseSerializer[Any]], *, order: str = "id"
) -> Response:
    """Return one page of rows with the links to its neighbors; `order` names a unique column."""
    cursor = Cursor()
    cursor.ordering = order
    found: list[Model] = cursor.paginate_queryset(rows, request) or []
    return cursor.get_paginated_response(serializer(found, many=True, context={"request": request}).data)


def paged(serializer: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """Describe a page of rows for the schema."""
    return inline_serializer(
        name=f"PageOf{serializer.__name__.removesuffix('Serializer')}",
        fields={
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": serializer(many=True),
        },
    )
