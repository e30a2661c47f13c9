"""Addresses of summaries."""

from django.urls import path

from coding_app.summaries import views

app_name = "summaries"
urlpatterns = [
    path("", views.professions, name="professions"),
    path("codes/<uuid:uuid>/", views.posts_behind, name="posts_behind"),
]
