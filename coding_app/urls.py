"""All addresses: nouns for pages, a verb last for writes, always inside a project."""

from django.urls import include, path

PROJECT = "projects/<slug:slug>/"

urlpatterns = [
    # First, as each key press of a coder looks for its address from the top.
    path(f"{PROJECT}code/", include("coding_app.coding.urls")),
    path("", include("coding_app.projects.urls")),
    path("", include("coding_app.accounts.urls")),
    path("", include("coding_app.core.urls")),
    path(PROJECT, include("coding_app.home.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path(PROJECT, include("coding_app.sources.urls")),
    path(f"{PROJECT}codebook/", include("coding_app.codebook.urls")),
    path(f"{PROJECT}rounds/", include("coding_app.sampling.urls")),
    path(f"{PROJECT}notes/", include("coding_app.notes.urls")),
    path(f"{PROJECT}agreement/", include("coding_app.agreement.urls")),
    path(f"{PROJECT}review/", include("coding_app.review.urls")),
    path(f"{PROJECT}surgery/", include("coding_app.surgery.urls")),
    path(f"{PROJECT}professions/", include("coding_app.summaries.urls")),
    path(PROJECT, include("coding_app.quotes.urls")),
    path(f"{PROJECT}exports/", include("coding_app.exports.urls")),
    path("api/v1/", include("coding_app.api.urls")),
]
