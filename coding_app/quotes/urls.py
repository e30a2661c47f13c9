"""Addresses of the pages of codes, their quotes and the report of quotes."""

from django.urls import path

from coding_app.quotes import report_views, views

app_name = "quotes"
urlpatterns = [
    path("codes/<uuid:uuid>/", views.code, name="code"),
    path("codes/<uuid:uuid>/pins/create/", views.pin_create, name="pin_create"),
    path("codes/<uuid:uuid>/pins/<uuid:pin>/end/", views.pin_end, name="pin_end"),
    path("quotes/", report_views.report_page, name="report"),
    path("codes/<uuid:uuid>/quotes/<slug:kind>/", report_views.report_file, name="report_file"),
]
