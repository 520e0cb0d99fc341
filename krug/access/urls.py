"""Sign-in and out, passwords, language. Of allauth's views only what a closed company needs: no sign-up."""

from allauth.account import views as allauth
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path

from krug.access import pages, views

urlpatterns = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("accounts/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("people/viewings/", pages.mass_viewings, name="mass-viewings"),
    path("people/viewings/<uuid:uid>/settle", pages.settle, name="mass-viewing-settle"),
    path("language", views.language, name="language"),
]
