"""Which letters are kept: those with a customer on the other side, and answers to what is kept already."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Lower

from krug.access.models import User
from krug.customers.models import Identity, Person
from krug.customers.ownership import FIRST, LAST, Span
from krug.customers.queries.identity import ownership
from krug.letters.mail.headers import forms
from krug.letters.mail.parsing import Head
from krug.letters.models import Mailbox, Reference
from krug.letters.rules import parent_first
from krug.letters.words import Kind
from krug.site.bulk import chunks
from krug.site.clock import micros


@dataclass(frozen=True, slots=True)
class Customer:
    """Of the mailbox's unit, as he stands now."""

    person: Person
    identity: int


class Addresses:
    """Whose the addresses of some letters are, looked up once for all of them."""

    def __init__(self, unit: int, addresses: Collection[str]) -> None:
        wanted = {one for one in addresses if one}
        self.ours: Mapping[str, int | None] = ours(unit, wanted)
        self.identities: dict[str, int] = {}
        written = {form: one for one in wanted - self.ours.keys() for form in forms(one)}
        for part in chunks(written):
            rows = Identity.objects.filter(kind=Identity.Kind.EMAIL, value__in=part)
            self.identities |= {written[value]: id for value, id in rows.values_list("value", "id")}
        self.spans: dict[int, list[Span]] = ownership(list(self.identities.values()))
        ids = {span.person for own in self.spans.values() for span in own}
        self.people = {one.pk: one for one in Person.objects.filter(pk__in=ids, unit=unit)}

    def customer(self, address: str, at: datetime) -> Customer | None:
        identity, then = self.identities.get(address), micros(at)
        for span in self.spans.get(identity or 0, []):
            since = FIRST if span.since is None else span.since
            until = LAST if span.until is None else span.until
            if since <= then < until and span.person in self.people:
                return Customer(self.people[span.person], identity or 0)
        return None

    def customers(self, head: Head) -> dict[str, Customer]:
        """Address → customer, of everybody who stands in the letter's head."""
        found = ((one, self.customer(one, head.at)) for one in sorted(head.addresses))
        return {address: customer for address, customer in found if customer}


def ours(unit: int, addresses: Collection[str]) -> dict[str, int | None]:
    """Those of them that are our own → whose (None: shared). Whose name it is comes before whose mailbox."""
    written = {form: one for one in addresses for form in forms(one)}
    boxes, people = dict[str, int | None](), dict[str, int | None]()
    for part in chunks(written):
        shared = Mailbox.objects.filter(unit=unit, address__in=part)
        boxes |= {written[address]: owner for address, owner in shared.values_list("address", "owner")}
        own = User.objects.annotate(compared=Lower("email")).filter(unit=unit, compared__in=part)
        people |= {written[email]: pk for email, pk in own.values_list("compared", "id")}
    return boxes | people


def threads_of(unit: int, message_ids: Iterable[str]) -> dict[str, int]:
    """Message-ID → the thread that a kept letter with it is in."""
    found: dict[str, int] = {}
    for part in chunks(set(message_ids)):
        rows = Reference.objects.filter(unit=unit, message_id__in=part)
        found |= dict(rows.values_list("message_id", "thread"))
    return found


def sifted(unit: int, heads: Mapping[int, Head]) -> list[int]:
    """Of these letters (by number) those that are worth reading whole."""
    known = Addresses(unit, {address for head in heads.values() for address in head.addresses})
    named = {number: parent_first(head.in_reply_to, head.references) for number, head in heads.items()}
    heard = set(threads_of(unit, (id for ids in named.values() for id in ids)))
    wanted = {number for number, head in heads.items() if head.kind == Kind.BOUNCE or known.customers(head)}
    # What answers a letter of the same batch is known by it, and so is what answers that.
    fresh = set(wanted)
    while fresh:
        heard |= {id for number in fresh for id in (heads[number].message_id, *named[number])}
        fresh = {number for number in heads.keys() - wanted if heard & set(named[number])}
        wanted |= fresh
    return sorted(wanted | {number for number in heads if heard & set(named[number])})
