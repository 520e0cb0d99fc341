"""A file of 1C that could not be taken is tried again, when what was wrong has been mended."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.errors import Conflict, NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.integrations.models import ExchangeFile
from krug.integrations.onec.folder import folder
from krug.integrations.tasks import take_exchange_file

State = ExchangeFile.State


@transaction.atomic
def take_file_again(author: User, file: ExchangeFile) -> ExchangeFile:
    """Puts it back into the queue. Conflict when it did not fail, or 1C must send it anew."""
    if not may(author, Permission.EXCHANGE) or author.unit_id not in (None, file.exchange.token.user.unit_id):
        raise NotAllowed
    held = ExchangeFile.objects.select_for_update().get(pk=file.pk)
    if held.state != State.FAILED:
        raise Conflict(_("Only a file that was not taken can be tried again."))
    if not (folder(file.exchange) / held.name).is_file():
        raise Conflict(_("The file is no longer there: let 1C send it again."))
    held.state, held.said = State.WAITING, ""
    held.save(update_fields=["state", "said", "at"])
    audit.record(author, "exchange_file_again", "exchange_file", held.pk)
    transaction.on_commit(lambda: take_exchange_file.enqueue(held.pk))
    return held
