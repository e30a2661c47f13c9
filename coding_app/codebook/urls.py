"""Addresses of this feature."""

from django.urls import path

from coding_app.codebook import (
    draft_views,
    example_views,
    exchange_views,
    history_views,
    print_views,
    question_views,
    views,
)

app_name = "codebook"
urlpatterns = [
    path("", views.codebook, name="codebook"),
    path("new/", views.codebook_new, name="codebook_new"),
    path("codes/<uuid:uuid>/", views.code, name="code"),
    path("versions/", views.version_list, name="version_list"),
    path("versions/compare/", history_views.version_compare, name="version_compare"),
    path("versions/<int:number>/", views.version, name="version"),
    path("versions/<int:number>/read/", history_views.version_read, name="version_read"),
    path("news/", history_views.news, name="news"),
    path("decisions/", history_views.decisions, name="decisions"),
    path("questions/", question_views.question_list, name="question_list"),
    path("questions/<uuid:uuid>/", question_views.question, name="question"),
    path("codes/<uuid:uuid>/ask/", question_views.question_new, name="question_new"),
    path("versions/<int:number>/print/", print_views.version_print, name="version_print"),
    path("versions/<int:number>/print.docx", print_views.version_docx, name="version_docx"),
    path("versions/<int:number>/file/<slug:format>/", exchange_views.version_file, name="version_file"),
    path("files/", exchange_views.exchange, name="exchange"),
    path("files/upload/", exchange_views.exchange_upload, name="exchange_upload"),
    path("files/check/", exchange_views.exchange_check, name="exchange_check"),
    path("files/discard/", exchange_views.exchange_discard, name="exchange_discard"),
    path("draft/", draft_views.draft, name="draft"),
    path("draft/create/", draft_views.draft_create, name="draft_create"),
    path("draft/publish/", draft_views.version_publish, name="version_publish"),
    path("draft/entries/new/", draft_views.entry_new, name="entry_new"),
    path("draft/entries/<uuid:uuid>/", draft_views.definition_edit, name="definition_edit"),
    path("draft/entries/<uuid:uuid>/step/", draft_views.entry_step, name="entry_step"),
    path("draft/entries/<uuid:uuid>/move/", draft_views.entry_move, name="entry_move"),
    path("draft/entries/<uuid:uuid>/remove/", draft_views.entry_remove, name="entry_remove"),
    path("draft/entries/<uuid:uuid>/examples/", example_views.example_pick, name="example_pick"),
    path("draft/examples/<uuid:uuid>/drop/", example_views.example_drop, name="example_drop"),
]
