"""Addresses of this feature."""

from django.urls import path

from coding_app.notes import views

app_name = "notes"
urlpatterns = [
    path("", views.note_list, name="note_list"),
    path("read/", views.mentions_read, name="mentions_read"),
    path("about/<slug:kind>/<uuid:uuid>/", views.about, name="about"),
    path("<uuid:uuid>/", views.note, name="note"),
    path("<uuid:uuid>/end/", views.note_end, name="note_end"),
]
