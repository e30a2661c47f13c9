"""Addresses of this feature."""

from django.urls import path

from coding_app.review import negotiation_views, score_views, settling_views, views

app_name = "review"
urlpatterns = [
    path("", views.review, name="review"),
    path("<int:number>/negotiated/", negotiation_views.negotiated, name="negotiated"),
    path("<int:number>/scores/", score_views.round_scores, name="round_scores"),
    path("<int:number>/scores.csv", score_views.round_scores_data, name="round_scores_data"),
    path("<int:number>/settle/", settling_views.round_settle, name="round_settle"),
    path("<int:number>/<uuid:unit>/", views.case, name="case"),
    path("<int:number>/<uuid:unit>/settle/", views.case_settle, name="case_settle"),
]
