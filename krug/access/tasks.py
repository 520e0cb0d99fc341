from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django_tasks import task

from krug.access.models import User


@task()
def send_reset_letter(user_id: int) -> None:
    """The way back in, in the person's language. The key is made here: it must not lie in the queue."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return
    key = PasswordResetTokenGenerator().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": int_to_base36(user.id), "key": key})
    with translation.override(user.language):
        text = render_to_string(
            "access/letters/reset.txt",
            {
                "user": user,
                "link": settings.KRUG_URL + path,
                "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
            },
        )
        send_mail(_("Krug: a new password"), text, None, [user.email])
