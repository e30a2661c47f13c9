"""Addresses outside any project."""

from django.urls import path
from django.views.generic import TemplateView

from coding_app.core import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("styleguide/", TemplateView.as_view(template_name="styleguide.html"), name="styleguide"),
    path("help/", views.help_page, name="help"),
]
