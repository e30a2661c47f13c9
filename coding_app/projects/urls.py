"""Addresses of projects, teams and jobs."""

from django.urls import include, path

from coding_app.projects import views

app_name = "projects"
inside = [
    path("rules/", views.project_edit, name="project_edit"),
    path("team/", views.team, name="team"),
    path("team/invitations/", views.invitation_create, name="invitation_create"),
    path("team/invitations/<uuid:uuid>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("team/<uuid:uuid>/change/", views.member_change, name="member_change"),
    path("team/<uuid:uuid>/remove/", views.member_remove, name="member_remove"),
    path("jobs/", views.job_list, name="job_list"),
    path("jobs/<uuid:uuid>/", views.job, name="job"),
    path("jobs/<uuid:uuid>/cancel/", views.job_cancel, name="job_cancel"),
]
urlpatterns = [
    path("", views.project_list, name="project_list"),
    path("projects/new/", views.project_new, name="project_new"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("projects/<slug:slug>/", include(inside)),
]
