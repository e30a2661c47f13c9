"""Addresses of this feature."""

from django.urls import path

from coding_app.surgery import draft_views, round_views, split_views, views

app_name = "surgery"
urlpatterns = [
    path("", views.surgery, name="surgery"),
    path("versions/", views.versions, name="versions"),
    path("codes/<uuid:uuid>/", views.consequences, name="consequences"),
    path("codes/<uuid:uuid>/merge/", draft_views.merge, name="merge"),
    path("codes/<uuid:uuid>/split/", draft_views.split, name="split"),
    path("codes/<uuid:uuid>/retire/", draft_views.retire, name="retire"),
    path("codes/<uuid:uuid>/restore/", draft_views.restore, name="restore"),
    path("codes/<uuid:uuid>/undo/", draft_views.undo, name="undo"),
    path("rounds/<int:number>/move/", round_views.round_move, name="round_move"),
    path("splits/", split_views.work_list, name="worklist"),
    path("splits/undo/", split_views.split_answer_undo, name="split_answer_undo"),
    path("splits/<uuid:uuid>/", split_views.split_answer, name="split_answer"),
    path("splits/<uuid:uuid>/save/", split_views.split_answer_save, name="split_answer_save"),
]
