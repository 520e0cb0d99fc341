"""Why a device or a command of it is refused."""

from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, KrugError, NotAllowed


class DeviceOfAnother(NotAllowed):
    code = "device_of_another"
    title = _("This device belongs to another user: sign out on it and sign in again.")


class DeviceRevoked(NotAllowed):
    code = "device_revoked"
    title = _("This device has been shut out. Ask your administrator.")


class UnknownDevice(Conflict):
    code = "unknown_device"
    title = _("The device has to introduce itself first.")
    retry = True


class ScopeGone(Conflict):
    code = "scope_gone"
    title = _("What you see has changed: synchronise again.")
    retry = True


class CommandDiffers(Conflict):
    code = "command_differs"
    title = _("A command with this number was taken with other content.")


class DependsOnRefused(KrugError):
    code = "depends_on_refused"
    title = _("What this depends on was not taken.")


class UnknownCommand(KrugError):
    code = "unknown_command"
    title = _("This kind of command is not known. Update the app.")


class BadPayload(KrugError):
    code = "bad_payload"
    title = _("The command cannot be read.")


class NothingHere(KrugError):
    code = "not_found"
    title = _("It is no longer there, or no longer yours.")


class Broken(KrugError):
    """Our own fault: the command is kept like any refused one, so that those behind it go on."""

    code = "broken"
    title = _("A fault of the office: nothing is lost, send it again later.")
    retry = True
