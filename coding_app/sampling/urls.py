"""Addresses of this feature."""

from django.urls import path

from coding_app.sampling import exploring_views, views

app_name = "sampling"
urlpatterns = [
    path("", views.round_list, name="round_list"),
    path("new/", views.round_new, name="round_new"),
    path("preview/", views.round_preview, name="round_preview"),
    path("explorations/", exploring_views.exploration_list, name="exploration_list"),
    path("explorations/new/", exploring_views.exploration_new, name="exploration_new"),
    path("explorations/add/", exploring_views.exploration_add, name="exploration_add"),
    path("explorations/<uuid:uuid>/close/", exploring_views.exploration_close, name="exploration_close"),
    path("<int:number>/", views.round_page, name="round"),
    path("<int:number>/open/", views.round_open, name="round_open"),
    path("<int:number>/close/", views.round_close, name="round_close"),
]
