"""Addresses of accounts."""

from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.urls import path, reverse_lazy

from coding_app.accounts import views

app_name = "accounts"
urlpatterns = [
    path(
        "login/", LoginView.as_view(template_name="accounts/login.html", redirect_authenticated_user=True), name="login"
    ),
    path("login/link/<str:token>/", views.login_link, name="login_link"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", views.preferences, name="preferences"),
    path(
        "me/password/",
        PasswordChangeView.as_view(
            template_name="accounts/password_change.html", success_url=reverse_lazy("accounts:preferences")
        ),
        name="password_change",
    ),
    path("me/tokens/", views.token_create, name="token_create"),
    path("me/tokens/<uuid:uuid>/revoke/", views.token_revoke, name="token_revoke"),
]
