"""Addresses of this feature."""

from django.urls import path

from coding_app.codebook import draft_views, views

app_name = "codebook"
urlpatterns = [
    path("", views.codebook, name="codebook"),
    path("new/", views.codebook_new, name="codebook_new"),
    path("codes/<uuid:uuid>/", views.code, name="code"),
    path("versions/", views.version_list, name="version_list"),
    path("versions/<int:number>/", views.version, name="version"),
    path("draft/", draft_views.draft, name="draft"),
    path("draft/create/", draft_views.draft_create, name="draft_create"),
    path("draft/publish/", draft_views.version_publish, name="version_publish"),
    path("draft/entries/new/", draft_views.entry_new, name="entry_new"),
    path("draft/entries/<uuid:uuid>/", draft_views.definition_edit, name="definition_edit"),
    path("draft/entries/<uuid:uuid>/step/", draft_views.entry_step, name="entry_step"),
    path("draft/entries/<uuid:uuid>/move/", draft_views.entry_move, name="entry_move"),
    path("draft/entries/<uuid:uuid>/remove/", draft_views.entry_remove, name="entry_remove"),
]
