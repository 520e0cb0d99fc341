"""Work that goes on after the answer."""

from django_tasks import task

from krug.access.errors import KrugError
from krug.integrations.models import ExchangeFile
from krug.site.soon import soon


@task()
def take_exchange_file(pk: int) -> None:
    """Put back after a kill it begins anew, and comes out the same."""
    from krug.integrations.onec.folder import folder
    from krug.integrations.onec.taking import Taking

    held = ExchangeFile.objects.select_related("exchange__token__user").filter(pk=pk).first()
    if held is None or held.state != ExchangeFile.State.WAITING:
        return
    taking = Taking(held.exchange.token.user, held.exchange.created_at)
    try:
        taking.take(folder(held.exchange) / held.name)
    except KrugError as error:
        held.state, held.said = ExchangeFile.State.FAILED, str(error)
    else:
        held.state = ExchangeFile.State.DONE
        held.said = f"passed over: {taking.passed}" if taking.passed else ""
    held.taken = taking.taken
    held.save()


@task()
def deliver_webhooks() -> None:
    """Soon after something happened, and every minute for what is tried again."""
    from krug.integrations.webhooks.delivering import deliver_due

    while deliver_due():
        pass


def deliver_soon() -> None:
    soon(deliver_webhooks)


@task()
def take_table_file(pk: int) -> None:
    """Put back after a kill it goes on from the last whole batch."""
    from krug.integrations.files import running

    running.run(pk)
