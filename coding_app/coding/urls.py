"""Addresses of this feature."""

from django.urls import path

from coding_app.coding import flag_views, views, warning_views

app_name = "coding"
urlpatterns = [
    path("<uuid:assignment>/operations/", views.operation_create, name="operation_create"),
    path("", views.queue, name="queue"),
    path("session/", views.session_state, name="session_state"),
    path("flags/<int:number>/", flag_views.flag_list, name="flag_list"),
    path("posts/<uuid:post>/warning/", warning_views.warning_create, name="warning_create"),
    path("warnings/<uuid:uuid>/end/", warning_views.warning_end, name="warning_end"),
    path("<uuid:assignment>/", views.workbench, name="workbench"),
    path("<uuid:assignment>/press/", views.operation_form, name="operation_form"),
    path("<uuid:assignment>/memo/", views.note_save, name="note_save"),
]
