"""Signing in by a link, and one's own account."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding_app.accounts import actions, queries
from coding_app.accounts.forms import PreferencesForm, TokenForm
from coding_app.accounts.models import User
from coding_app.core.http import after_write, form_page

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
def login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link: GET shows a button, so that a link preview does not spend it; POST signs in."""
    if request.method == "GET":
        return render(request, "accounts/login_link.html")
    login(request, actions.use_login_link(token=token), backend=BACKEND)
    return redirect("projects:project_list")


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep one's own choices."""
    user = cast(User, request.user)
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(by=user, **form.cleaned_data)
        messages.success(request, _("Your preferences are saved."))
        return after_write(request, reverse("accounts:preferences"))
    context = {"form": form, "token_form": TokenForm(), "tokens": queries.live_tokens(user)}
    return form_page(request, "accounts/preferences.html", context, is_valid=not form.is_bound)


@login_required
@require_POST
def token_create(request: HttpRequest) -> HttpResponse:
    """Make a key for programs and show it this once."""
    user = cast(User, request.user)
    form = TokenForm(request.POST)
    context = {"form": PreferencesForm(instance=user), "token_form": form, "tokens": queries.live_tokens(user)}
    if not form.is_valid():
        return form_page(request, "accounts/preferences.html", context, is_valid=False)
    _row, token = actions.create_token(by=user, **form.cleaned_data)
    return render(request, "accounts/preferences.html", context | {"new_token": token, "token_form": TokenForm()})


@login_required
@require_POST
def token_revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End one of one's own keys."""
    user = cast(User, request.user)
    actions.revoke_token(token=get_object_or_404(queries.live_tokens(user), uuid=uuid), by=user)
    messages.success(request, _("The key no longer opens anything."))
    return after_write(request, reverse("accounts:preferences"))
