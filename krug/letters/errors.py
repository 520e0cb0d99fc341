"""What may go wrong with a mailbox, in words of whoever can mend it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, KrugError

TROUBLES: Mapping[str, Promise] = {
    "unlisted": _("The server is not on the list of mail servers. Ask a head or an administrator to add it."),
    "internal": _("The name leads into this house's own network. An administrator can allow that."),
    "name": _("There is no server of this name. Look for a slip in it."),
    "port": _("The server does not answer at this port. Look at the port and at the encryption."),
    "slow": _("The server did not answer in time."),
    "tls": _("The encrypted connection failed. Perhaps the port wants another kind of encryption."),
    "certificate": _("The server's certificate is not trusted, or is made out to another name."),
    "plain": _("Without encryption only a server of this house's own network is spoken to."),
    "password": _(
        "The server does not take login and password. Most want an «app password» made in their settings."
    ),
    "folder": _("The mailbox has no folder of this kind."),
    "secret": _("The password can no longer be read here. Type it anew."),
    "refused": _("The server refused."),
    "broken": _("The connection broke."),
    "fault": _("Reading stopped at a fault of Krug's own, and is tried again. Its log says which."),
}


class Trouble(Exception):
    """`code`: of TROUBLES. `said`: what the server itself said, for whoever understands it."""

    def __init__(self, code: str, said: str = "") -> None:
        self.code, self.said = code, said.strip()[:300]
        super().__init__(f"{code}: {said}")

    @property
    def words(self) -> str:
        return str(TROUBLES[self.code])


class NotYourMailbox(KrugError):
    code = "not_your_mailbox"
    status = 403
    title = _("The mailbox is somebody else's")


class AlreadySent(Conflict):
    code = "already_sent"
    title = _("It is on its way already")


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    title = _("It was changed in another window")
