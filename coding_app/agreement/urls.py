"""Addresses of this feature."""

from django.urls import path

from coding_app.agreement import views

app_name = "agreement"
urlpatterns = [
    path("", views.agreement, name="agreement"),
    path("compute/", views.agreement_compute, name="agreement_compute"),
    path("<int:number>/codes/<uuid:code>/", views.agreement_code, name="agreement_code"),
    path("<int:number>/figures.csv", views.agreement_figures, name="agreement_figures"),
    path("<int:number>/codings.csv", views.agreement_data, name="agreement_data"),
    path("scripts/<slug:language>/", views.agreement_script, name="agreement_script"),
]
