"""Addresses of this feature."""

from django.urls import path

from coding_app.sampling import views

app_name = "sampling"
urlpatterns = [
    path("", views.round_list, name="round_list"),
    path("new/", views.round_new, name="round_new"),
    path("preview/", views.round_preview, name="round_preview"),
    path("<int:number>/", views.round_page, name="round"),
    path("<int:number>/open/", views.round_open, name="round_open"),
    path("<int:number>/close/", views.round_close, name="round_close"),
]
