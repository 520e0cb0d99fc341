"""Ties of identities to persons, each for a span of time."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from krug.access import audit
from krug.access.rules import Permission
from krug.access.signals import announce
from krug.customers import identities
from krug.customers.actions.surroundings import Author, require
from krug.customers.errors import FieldError, Invalid
from krug.customers.models import Identity, Link, Person
from krug.customers.stitching.refresh import refresh


@transaction.atomic
def ensure_identities(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(kind, normalised value) → identity id, made where missing: whoever writes touches asks here first."""
    return identities.ensure(pairs)


@transaction.atomic
def link(
    author: Author,
    identity: Identity | int,
    person: Person,
    since: int | None = None,
    until: int | None = None,
    evidence: dict[str, Any] | None = None,
    priority: int = 0,
) -> Link:
    """The identity is the person's in [since, until), µs UTC. Raises Invalid for an empty span."""
    require(author, Permission.EDIT_CUSTOMERS)
    if since is not None and until is not None and since >= until:
        raise Invalid([FieldError("until", until, "empty_span", _("The end must be after the beginning."))])
    made = Link.objects.create(
        identity_id=identity if isinstance(identity, int) else identity.pk,
        person=person,
        since=since,
        until=until,
        priority=priority,
        evidence=evidence or {},
        author=author,
    )
    refresh([made.identity_id])
    _tell(author, "linked", made, {"identity": made.identity_id, "since": since, "until": until})
    return made


@transaction.atomic
def end_link(author: Author, ended: Link, at: int) -> Link:
    """From `at` (µs UTC) on the identity is no longer the person's by this link."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = _by_hand(ended)
    if held.since is not None and at <= held.since:
        raise Invalid([FieldError("until", at, "empty_span", _("The end must be after the beginning."))])
    if held.until is not None and at >= held.until:
        raise Invalid([FieldError("until", at, "ended", _("This link ended earlier."))])
    before, held.until = held.until, at
    held.save(update_fields=["until"])
    refresh([held.identity_id])
    _tell(author, "link_ended", held, {"identity": held.identity_id, "until": at}, {"until": before})
    return held


@transaction.atomic
def remove_link(author: Author, mistaken: Link) -> None:
    """It never was the person's. The audit keeps what was removed."""
    require(author, Permission.EDIT_CUSTOMERS)
    held = _by_hand(mistaken)
    was = {"identity": held.identity_id, "since": held.since, "until": held.until}
    _tell(author, "unlinked", held, {}, was)
    identity = held.identity_id
    held.delete()
    refresh([identity])


def _by_hand(row: Link) -> Link:
    """The link, locked. Invalid for a derived one: it would come back with the next sighting."""
    held = Link.objects.select_for_update().get(pk=row.pk)
    if held.rule:
        message = _("This link follows from what was seen: take that back instead.")
        raise Invalid([FieldError("link", held.pk, "derived", message)])
    return held


def _tell(
    author: Author, verb: str, row: Link, after: dict[str, Any], before: dict[str, Any] | None = None
) -> None:
    audit.record(author, verb, "person", row.person_id, before or {}, after)
    # The identity's touches may come to, or leave, anybody who has a link to it.
    owners = Person.objects.filter(links__identity=row.identity_id).values_list("id", "canonical")
    announce("person", {canonical or id for id, canonical in owners})
