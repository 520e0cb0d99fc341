"""Why a device or a command of it is refused."""

from django.utils.translation import gettext_lazy as _

from krug.access.errors import KrugError


class SyncRefused(KrugError):
    """Base of this domain's refusals."""

    code = "sync_refused"


class DeviceOfAnother(SyncRefused):
    code = "device_of_another"
    status = 403
    title = _("This device belongs to another user: sign out on it and sign in again.")


class DeviceRevoked(SyncRefused):
    code = "device_revoked"
    status = 403
    title = _("This device has been shut out. Ask your administrator.")


class UnknownDevice(SyncRefused):
    code = "unknown_device"
    status = 409
    title = _("The device has to introduce itself first.")
    retry = True


class ScopeGone(SyncRefused):
    code = "scope_gone"
    status = 409
    title = _("What you see has changed: synchronise again.")
    retry = True


class CommandDiffers(SyncRefused):
    code = "command_differs"
    status = 409
    title = _("A command with this number was taken with other content.")


class DependsOnRefused(SyncRefused):
    code = "depends_on_refused"
    title = _("What this depends on was not taken.")


class UnknownCommand(SyncRefused):
    code = "unknown_command"
    title = _("This kind of command is not known. Update the app.")


class BadPayload(SyncRefused):
    code = "bad_payload"
    title = _("The command cannot be read.")


class NothingHere(SyncRefused):
    code = "not_found"
    title = _("It is no longer there, or no longer yours.")


class Broken(SyncRefused):
    """Our own fault: the command is kept like any refused one, so that those behind it go on."""

    code = "broken"
    title = _("A fault of the office: nothing is lost, send it again later.")
    retry = True
