"""Addresses of this feature."""

from django.urls import path

from coding_app.sampling import board_views, designer_views, exploring_views, redraw_views, step_views, views

app_name = "sampling"
urlpatterns = [
    path("", views.round_list, name="round_list"),
    path("new/", designer_views.round_new, name="round_new"),
    path("preview/", designer_views.round_preview, name="round_preview"),
    path("explorations/", exploring_views.exploration_list, name="exploration_list"),
    path("explorations/new/", exploring_views.exploration_new, name="exploration_new"),
    path("explorations/add/", exploring_views.exploration_add, name="exploration_add"),
    path("explorations/<uuid:uuid>/close/", exploring_views.exploration_close, name="exploration_close"),
    path("<int:number>/", board_views.round_page, name="round"),
    path("<int:number>/redraw/", redraw_views.round_redraw, name="round_redraw"),
    path("<int:number>/hand-on/", board_views.round_hand_on, name="round_hand_on"),
    path("<int:number>/open/", step_views.round_open, name="round_open"),
    path("<int:number>/withdraw/", step_views.round_withdraw, name="round_withdraw"),
    path("<int:number>/close/", step_views.round_close, name="round_close"),
    path("<int:number>/reveal/", step_views.round_reveal, name="round_reveal"),
]
