"""The browsers a user is signed in with."""

from allauth.usersessions.models import UserSession

from krug.access.models import User


def end_sessions(user: User) -> None:
    """Sign him out everywhere."""
    for session in UserSession.objects.filter(user_id=user.pk):
        session.end()
