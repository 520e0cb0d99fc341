import re
from typing import TYPE_CHECKING

import click

from krug.site.cli import InOrder, setup

if TYPE_CHECKING:
    from krug.sales.forecasting.verify import Head

HEAD = re.compile(r"(\d+):(\d+):([0-9a-f]{64})")


@click.group("forecast", cls=InOrder)
def command() -> None:
    """Submitted forecasts of sales."""


@command.command("verify")
@click.option("--head", "heads", multiple=True, help="A head that was written down: UNIT:NUMBER:DIGEST.")
@click.option("--language", type=click.Choice(["en", "ru"]), help="Else KRUG_LANGUAGE.")
def verify(heads: tuple[str, ...], language: str | None) -> None:
    """Say whether anything submitted was changed.

    Walks the chains, names rows that were changed, slipped in or taken out: then the exit code is 1.
    """
    setup()
    from django.conf import settings
    from django.utils.translation import override

    from krug.access.models import Unit
    from krug.sales.forecasting import telling
    from krug.sales.forecasting.verify import verify

    kept = [_head(text) for text in heads]
    with override(language or settings.LANGUAGE_CODE):
        found = verify(kept)
        names = dict(Unit.objects.values_list("id", "name"))
        for one in found.wrong:
            click.echo(telling.wrong(one, names))
        for line in telling.heads(found, names):
            click.echo(line)
        if found.wrong:
            raise click.ClickException(telling.verdict(found))
        click.echo(telling.verdict(found))


def _head(text: str) -> "Head":
    from krug.sales.forecasting.verify import Head

    found = HEAD.fullmatch(text)
    if found is None:
        raise click.UsageError(f"A head is UNIT:NUMBER:DIGEST, as this command writes it; got {text!r}.")
    return Head(int(found[1]), int(found[2]), found[3])
