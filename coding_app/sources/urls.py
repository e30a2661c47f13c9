"""Addresses of the corpus and of imports."""

from django.urls import path

from coding_app.sources import batch_views, upload_views, views

app_name = "sources"
urlpatterns = [
    path("corpus/", views.thread_list, name="thread_list"),
    path("corpus/threads/<uuid:uuid>/", views.thread, name="thread"),
    path("corpus/sources/new/", views.source_new, name="source_new"),
    path("import/", upload_views.upload_new, name="upload_new"),
    path("import/<uuid:uuid>/source/", upload_views.upload_source, name="upload_source"),
    path("import/<uuid:uuid>/columns/", upload_views.upload_columns, name="upload_columns"),
    path("import/<uuid:uuid>/check/", upload_views.upload_check, name="upload_check"),
    path("import/<uuid:uuid>/start/", upload_views.upload_start, name="upload_start"),
    path("import/<uuid:uuid>/progress/", upload_views.upload_progress, name="upload_progress"),
    path("import/<uuid:uuid>/discard/", upload_views.upload_discard, name="upload_discard"),
    path("import/batches/<uuid:uuid>/", batch_views.batch, name="batch"),
    path("import/batches/<uuid:uuid>/problems.csv", batch_views.batch_problems, name="batch_problems"),
    path("import/batches/<uuid:uuid>/undo/", batch_views.batch_undo, name="batch_undo"),
]
