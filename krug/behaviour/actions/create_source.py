import secrets
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import Unit, User
from krug.access.rules import Permission, may
from krug.behaviour import rules
from krug.behaviour.data import SourceData
from krug.behaviour.models import Source, WriteKey

Author = User | None
"""None is the console: whoever holds the machine."""


@transaction.atomic
def create_source(author: Author, data: SourceData, unit: Unit | None = None) -> Source:
    """A source with its first key; `unit` None: the author's. Raises NotAllowed, WrongInput, Conflict."""
    home = unit.pk if unit else (author.unit_id if author else None)
    demand(author, home)
    if home is None:
        raise WrongInput(_("A source belongs to a business unit."), field="unit", value=None)
    name = " ".join(data.name.split())
    if not 0 < len(name) <= 80:
        raise WrongInput(_("A name has 1 to 80 characters."), field="name", value=data.name)
    if data.kind not in Source.Kind.values:
        raise WrongInput(_("Choose one of the list."), field="kind", value=data.kind)
    if Source.objects.filter(unit=home, name=name, closing=None).exists():
        raise Conflict(_("There is a source of this name already."), field="name", value=name)
    source = Source.objects.create(
        unit_id=home,
        name=name,
        kind=data.kind,
        origins=clean(rules.origins, data.origins, "origins"),
        blocked=clean(rules.fields, data.blocked, "blocked"),
        author=author,
    )
    new_key(author, source)
    after = {"name": name, "kind": data.kind, "origins": source.origins, "blocked": source.blocked}
    record(author, "create", "source", source.pk, after=after)
    return source


def demand(author: Author, unit: int | None) -> None:
    """Raises NotAllowed for whoever may not manage the sources of that unit."""
    if author is None:
        return
    if not may(author, Permission.MANAGE_SOURCES) or (author.unit_id not in (None, unit)):
        raise NotAllowed


def clean(rule: Callable[[Iterable[str]], list[str]], written: Iterable[str], field: str) -> list[str]:
    try:
        return rule(written)
    except (rules.Bad, UnicodeError) as bad:
        words = {
            "origins": _("Write a site as https://shop.example, one a line."),
            "categories": _("A category has at most 100 characters."),
            "blocked": _("Write a field as traits.birthday or context.ip, one a line."),
        }
        raise WrongInput(words[field], field=field, value=str(bad)) from None


def new_key(author: Author, source: Source) -> WriteKey:
    return WriteKey.objects.create(source=source, key=secrets.token_urlsafe(24), author=author)
