"""Addresses of the corpus and of imports."""

from django.urls import path

from coding_app.sources import (
    batch_views,
    change_views,
    column_views,
    erasure_views,
    media_views,
    paste_views,
    record_views,
    review_views,
    search_views,
    source_views,
    upload_views,
    views,
)

app_name = "sources"
urlpatterns = [
    path("corpus/", views.thread_list, name="thread_list"),
    path("corpus/threads/<uuid:uuid>/", views.thread, name="thread"),
    path("corpus/searches/new/", search_views.saved_search_new, name="saved_search_new"),
    path("corpus/searches/<uuid:uuid>/delete/", search_views.saved_search_delete, name="saved_search_delete"),
    path("corpus/sources/", source_views.source_list, name="source_list"),
    path("corpus/sources/<uuid:uuid>/", source_views.source, name="source"),
    path("corpus/sources/new/", record_views.source_new, name="source_new"),
    path("corpus/sources/<uuid:uuid>/record/", record_views.source_record, name="source_record"),
    path("corpus/posts/<uuid:uuid>/pictures/<int:position>/", media_views.picture, name="picture"),
    path(
        "corpus/posts/<uuid:uuid>/pictures/<int:position>/describe/",
        media_views.picture_describe,
        name="picture_describe",
    ),
    path(
        "corpus/posts/<uuid:uuid>/pictures/<int:position>/withhold/",
        media_views.picture_withhold,
        name="picture_withhold",
    ),
    path("corpus/posts/<uuid:uuid>/mask/", erasure_views.post_mask, name="post_mask"),
    path("corpus/authors/find/", erasure_views.author_find, name="author_find"),
    path("corpus/authors/<uuid:uuid>/erase/", erasure_views.author_erase, name="author_erase"),
    path("corpus/authors/<uuid:uuid>/identity/", erasure_views.identity_open, name="identity_open"),
    path("corpus/retention/", erasure_views.retention_list, name="retention"),
    path("import/", upload_views.upload_new, name="upload_new"),
    path("import/paste/", paste_views.paste_new, name="paste_new"),
    path("import/<uuid:uuid>/source/", upload_views.upload_source, name="upload_source"),
    path("import/<uuid:uuid>/columns/", column_views.upload_columns, name="upload_columns"),
    path("import/<uuid:uuid>/check/", upload_views.upload_check, name="upload_check"),
    path("import/<uuid:uuid>/start/", upload_views.upload_start, name="upload_start"),
    path("import/<uuid:uuid>/progress/", upload_views.upload_progress, name="upload_progress"),
    path("import/<uuid:uuid>/discard/", upload_views.upload_discard, name="upload_discard"),
    path("import/batches/<uuid:uuid>/", batch_views.batch, name="batch"),
    path("import/batches/<uuid:uuid>/problems.csv", batch_views.batch_problems, name="batch_problems"),
    path("import/batches/<uuid:uuid>/changes/", change_views.changes, name="changes"),
    path("import/batches/<uuid:uuid>/changes/<uuid:post>/decide/", change_views.change_decide, name="change_decide"),
    path("import/batches/<uuid:uuid>/review/", review_views.batch_review, name="batch_review"),
    path("import/batches/<uuid:uuid>/undo/", batch_views.batch_undo, name="batch_undo"),
]
