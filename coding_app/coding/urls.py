"""Addresses of this feature."""

from django.urls import path

from coding_app.coding import views

app_name = "coding"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("session/", views.session_state, name="session_state"),
    path("<uuid:assignment>/", views.workbench, name="workbench"),
    path("<uuid:assignment>/operations/", views.operation_create, name="operation_create"),
    path("<uuid:assignment>/press/", views.operation_form, name="operation_form"),
    path("<uuid:assignment>/memo/", views.note_save, name="note_save"),
]
