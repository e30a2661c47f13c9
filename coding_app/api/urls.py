"""Addresses of the API: nouns; a verb last where an act is no mere noun."""

from django.urls import include, path

from coding_app.api import codebook, codings, exports, posts, projects, queue, review, rounds, sources
from coding_app.api.schema import schema

app_name = "api"
inside = [
    path("", projects.project, name="project"),
    path("sources/", sources.source_list, name="source_list"),
    path("sources/<uuid:uuid>/", sources.source, name="source"),
    path("threads/", sources.thread_list, name="thread_list"),
    path("threads/<uuid:uuid>/", sources.thread, name="thread"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/<uuid:uuid>/", posts.post, name="post"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/versions/<int:number>/", codebook.codebook_version, name="codebook_version"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/<int:number>/", rounds.one_round, name="round"),
    path("rounds/<int:number>/agreement/", rounds.round_agreement, name="round_agreement"),
    path("queue/", queue.queue, name="queue"),
    path("queue/<uuid:uuid>/", queue.assignment, name="assignment"),
    path("queue/<uuid:uuid>/submit/", codings.assignment_submit, name="assignment_submit"),
    path("queue/<uuid:uuid>/reopen/", codings.assignment_reopen, name="assignment_reopen"),
    path("codings/", codings.coding_list, name="coding_list"),
    path("codings/<uuid:uuid>/", codings.coding, name="coding"),
    path("codings/<uuid:uuid>/retract/", codings.coding_retract, name="coding_retract"),
    path("consensus/", review.consensus_list, name="consensus_list"),
    path("exports/", exports.export_list, name="export_list"),
    path("exports/<uuid:uuid>/", exports.export, name="export"),
    path("exports/<uuid:uuid>/file/", exports.export_file, name="export_file"),
]
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<slug:slug>/", include(inside)),
]
