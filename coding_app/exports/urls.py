"""Addresses of exports."""

from django.urls import path

from coding_app.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="export_list"),
    path("new/", views.export_create, name="export_create"),
    path("professions/", views.professions_table, name="professions_table"),
    path("<uuid:uuid>/file/", views.export_download, name="export_download"),
    path("<uuid:uuid>/readme/", views.export_readme, name="export_readme"),
]
