# ruff: noqa: E402  (Django is set up before what needs it is imported)
"""The service as it is, with one address more: the least a save can be, behind the same middleware."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coding_app.settings")

import django

django.setup()

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from coding_app import urls

settings.ROOT_URLCONF = __name__


@require_POST
def one_insert(request: HttpRequest) -> HttpResponse:
    """Keep what was sent: one INSERT, committed before the answer."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (body) VALUES (%s)", [request.body.decode()])
    return JsonResponse({"stored": True})


urlpatterns = [*urls.urlpatterns, path("bench/insert/", one_insert)]
application = get_wsgi_application()
