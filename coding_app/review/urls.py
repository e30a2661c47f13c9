"""Addresses of this feature."""

from django.urls import path

from coding_app.review import views

app_name = "review"
urlpatterns = [
    path("", views.review, name="review"),
    path("<int:number>/<uuid:unit>/", views.case, name="case"),
    path("<int:number>/<uuid:unit>/settle/", views.case_settle, name="case_settle"),
]
