"""The least a Django page of a thread can be, behind the same middleware: what the thread page is measured against."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path

from coding_app import urls
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from corpus.models import Post, Thread

PAGE = """{% extends "base.html" %}{% load i18n %}
{% block title %}{% translate "Thread" %}{% endblock %}
{% block content %}<h1>{{ thread.title }}</h1>
{% for post in posts %}<article id="post-{{ post.uuid }}"><p>{{ post.author.alias }} {{ post.posted_at }}</p>
<p lang="{{ post.language }}">{{ post.text }}</p>
{% for one in post.hashtags.all %}#{{ one.written }} {% endfor %}</article>{% endfor %}
{% endblock content %}"""


@project_view(Permission.VIEW_CORPUS)
def trivial(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show the posts of a thread one below another."""
    thread = get_object_or_404(Thread.objects.filter(source__corpus=request.project.corpus), uuid=uuid)
    posts = (
        Post.objects.filter(thread=thread).select_related("author").prefetch_related("hashtags").order_by("position")
    )
    return HttpResponse(_template().render({"thread": thread, "posts": posts.order_by("position")}, request))


@cache
def _template() -> Any:
    return engines["django"].from_string(PAGE)


view: Callable[..., Any] = trivial
urlpatterns = [*urls.urlpatterns, path("projects/<slug:slug>/corpus/trivial/<uuid:uuid>/", view)]
