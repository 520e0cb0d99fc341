from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django_tasks import task

from krug.access.models import MassViewing, Role, User


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


@task()
def send_mass_viewing_letters(viewing_id: int) -> None:
    """To the heads of the unit and to administrators, each in his language; not to whom it is about."""
    viewing = MassViewing.objects.select_related("user").get(pk=viewing_id)
    heads = Q(role=Role.HEAD, unit=viewing.user.unit_id) | Q(role=Role.ADMIN)
    for reader in User.objects.filter(heads, is_active=True).exclude(pk=viewing.user_id):
        with translation.override(reader.language):
            context = {"viewing": viewing, "link": settings.KRUG_URL + reverse("mass-viewings")}
            text = render_to_string("access/letters/mass_viewing.txt", context)
            send_mail(_("Krug: somebody looks through the customers"), text, None, [reader.email])
