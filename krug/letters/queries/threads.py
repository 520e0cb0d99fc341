"""Threads as a viewer sees them: heads with the customer, words with those whose letters they are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from krug.access.models import Role, User
from krug.access.scopes import seen_among, visible_staff
from krug.customers.models import Person
from krug.letters.models import Copy, Correspondent, Letter, Thread
from krug.letters.queries.mailboxes import usable
from krug.letters.rules import Relation, reads
from krug.letters.words import Side
from krug.sales.leading import rank_over
from krug.sales.models import Deal, Helper
from krug.sales.rules import reaches

SHOWN = 10
NEWEST = 200
"""Letters of a thread on its page: robots that answer one another fill threads."""


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in a list. `readable`: the viewer reads its words; of a private one nothing else is told."""

    thread: Thread
    readable: bool
    last: Letter | None

    @property
    def shown(self) -> bool:
        return self.readable or not self.thread.private

    @property
    def subject(self) -> str:
        return self.thread.subject if self.shown else ""


def threads_with(viewer: User, group: Collection[int]) -> list[Line]:
    """With a customer whose card he sees: the group of his survivor."""
    ids = Correspondent.objects.filter(person__in=group).values("letter__thread")
    return lines_of(viewer, Thread.objects.filter(pk__in=ids))


def threads_of_deal(viewer: User, deal: Deal) -> list[Line]:
    """Of a deal that he sees."""
    return lines_of(viewer, Thread.objects.filter(deal=deal))


def lines_of(viewer: User, rows: QuerySet[Thread], most: int = SHOWN) -> list[Line]:
    threads = list(rows.select_related("deal").order_by("-last_at", "-id")[:most])
    found = relations(viewer, threads)
    newest = Letter.objects.filter(thread=OuterRef("pk")).order_by("-at", "-id").values("pk")[:1]
    ids = Thread.objects.filter(pk__in=[one.pk for one in threads]).values_list(Subquery(newest), flat=True)
    letters = Letter.objects.filter(pk__in=list(ids)).select_related("staff").defer("text", "to", "cc")
    last = {letter.thread_id: letter for letter in letters}
    return [Line(one, reads(found[one.pk], one.private), last.get(one.pk)) for one in threads]


def reach_thread(viewer: User, uid: UUID) -> tuple[Thread, bool]:
    """And whether he reads its words. Http404 for whoever sees neither customer nor deal nor letter."""
    thread = Thread.objects.select_related("deal", "deal__owner", "unit").filter(uid=uid).first()
    if thread is None or (viewer.role != Role.ADMIN and viewer.unit_id != thread.unit_id):
        raise Http404
    relation = relations(viewer, [thread])[thread.pk]
    readable = reads(relation, thread.private)
    if not readable and (thread.private or not _sees(viewer, thread)):
        raise Http404
    return thread, readable


def _sees(viewer: User, thread: Thread) -> bool:
    people = {one.canonical_id or one.pk for one in people_of(thread)}
    return bool(seen_among(viewer, "person", people)) or bool(
        thread.deal_id and seen_among(viewer, "deal", [thread.deal_id])
    )


def people_of(thread: Thread) -> list[Person]:
    """Customers who take part in it, as they stand."""
    rows = Correspondent.objects.filter(letter__thread=thread).order_by("id").values_list("person", flat=True)
    found = Person.objects.select_related("canonical").in_bulk(set(rows))
    standing = {(one.canonical or one).pk: (one.canonical or one) for one in found.values()}
    return [standing[pk] for pk in sorted(standing)]


def relations(viewer: User, threads: Sequence[Thread]) -> dict[int, Relation]:
    ids = [one.pk for one in threads]
    boxes: dict[int, set[int]] = defaultdict(set)
    owners: dict[int, set[int]] = defaultdict(set)
    rows = Copy.objects.filter(letter__thread__in=ids)
    for thread, box, owner in rows.values_list("letter__thread", "mailbox", "mailbox__owner").distinct():
        boxes[thread].add(box)
        if owner:
            owners[thread].add(owner)
    wrote = set[int]()
    sent = Letter.objects.filter(thread__in=ids, side=Side.OUT, staff__isnull=False)
    for thread, staff in sent.values_list("thread", "staff").distinct():
        owners[thread].add(staff or 0)
        if staff == viewer.pk:
            wrote.add(thread)
    mine = set(usable(viewer).values_list("id", flat=True))
    helped = set(
        Helper.objects.filter(
            user=viewer, deal__in=[one.deal_id for one in threads if one.deal_id]
        ).values_list("deal", flat=True)
    )
    for one in threads:
        if one.deal is not None:
            owners[one.pk].add(one.deal.owner_id)
    led = _led(viewer, {owner for own in owners.values() for owner in own})
    return {
        one.pk: Relation(
            own=one.pk in wrote or bool(boxes[one.pk] & mine),
            of_deal=one.deal is not None and (one.deal.owner_id == viewer.pk or one.deal_id in helped),
            leads=bool(owners[one.pk] & led)
            or (not owners[one.pk] and reaches(rank_over(viewer, 0), "head")),
        )
        for one in threads
    }


def _led(viewer: User, owners: Collection[int]) -> set[int]:
    """Those of them whom he leads: his manager, the head of his unit, an administrator."""
    if viewer.role == Role.MANAGER:
        seen = set(visible_staff(viewer).filter(pk__in=owners).values_list("id", flat=True))
        return seen - {viewer.pk}
    return {one for one in owners if one != viewer.pk and reaches(rank_over(viewer, one), "manager")}


def letters_of(thread: Thread, most: int = NEWEST) -> list[Letter]:
    """The newest of them, in order of time."""
    rows = thread.letters.select_related("staff").prefetch_related("attachments")
    return list(rows.order_by("-at", "-id")[:most])[::-1]
