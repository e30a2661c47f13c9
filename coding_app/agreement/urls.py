"""Addresses of this feature."""

from django.urls import path

from coding_app.agreement import check_views, code_views, file_views, views

app_name = "agreement"
urlpatterns = [
    path("", views.agreement, name="agreement"),
    path("compute/", views.agreement_compute, name="agreement_compute"),
    path("<int:number>/codes/<uuid:code>/", code_views.agreement_code, name="agreement_code"),
    path("<int:number>/passages/", check_views.agreement_passages, name="agreement_passages"),
    path("<int:number>/passages/<uuid:code>/", check_views.agreement_code_passages, name="agreement_code_passages"),
    path("<int:number>/stability/", check_views.agreement_stability, name="agreement_stability"),
    path("<int:number>/stability.csv", file_views.agreement_stability_data, name="agreement_stability_data"),
    path("<int:number>/by/<slug:division>/", code_views.agreement_by, name="agreement_by"),
    path("<int:number>/agreement.txt", file_views.agreement_text, name="agreement_text"),
    path("<int:number>/figures.csv", file_views.agreement_figures, name="agreement_figures"),
    path("<int:number>/codings.csv", file_views.agreement_data, name="agreement_data"),
    path("scripts/<slug:language>/", file_views.agreement_script, name="agreement_script"),
]
