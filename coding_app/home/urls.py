"""Address of the home of a project."""

from django.urls import path

from coding_app.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
