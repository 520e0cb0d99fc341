"""What trackers sent about a customer: his events, refused ones that name him, requests that still wait."""

import sqlite3

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from krug.behaviour.collector.spool import Spool
from krug.behaviour.models import Belonging, Event, Refused, Session
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject
from krug.customers.queries.identity import IdentitySpan
from krug.site.clock import moment


def _events(subject: Subject) -> QuerySet[Event]:
    """Of his identities in the times they were his."""
    wanted = Q(pk=None)
    for identity, since, until in subject.spans:
        span = Q(identity=identity)
        span &= Q() if since is None else Q(at__gte=since)
        wanted |= span & (Q() if until is None else Q(at__lt=until))
    return Event.objects.filter(wanted)


def _rows(subject: Subject) -> Rows:
    return [
        {"at": moment(one.at), "name": one.name, "agent": one.agent, "payload": one.payload}
        for one in _events(subject).order_by("at", "id")
    ]


def _erase(subject: Subject) -> int:
    return _events(subject).update(payload="{}", agent="")


def _sessions(subject: Subject) -> list[Session]:
    """The session began when the browser was his."""
    found = Session.objects.filter(thing__in=subject.identities).order_by("started_at", "id")
    return [one for one in found if any(_holds(span, one) for span in subject.spans)]


def _holds(span: IdentitySpan, session: Session) -> bool:
    identity, since, until = span
    at = session.started_at
    return identity == session.thing and (since is None or since <= at) and (until is None or at < until)


def _session_rows(subject: Subject) -> Rows:
    return [
        {"at": moment(one.started_at), "landing": one.landing, "referrer": one.referrer, "device": one.device}
        | {"origin": one.origin, "campaign": one.campaign, "views": one.views}
        for one in _sessions(subject)
    ]


def _erase_sessions(subject: Subject) -> int:
    """Of an address the part goes that may name him; where people came from is still counted."""
    sessions = _sessions(subject)
    for one in sessions:
        one.landing, one.referrer = (
            text.partition("?")[0].partition("#")[0] for text in (one.landing, one.referrer)
        )
    Session.objects.bulk_update(sessions, ["landing", "referrer"], batch_size=500)
    return len(sessions)


def _refused(subject: Subject) -> QuerySet[Refused]:
    wanted = Q(pk=None)
    for trace in sorted(subject.traces):
        wanted |= Q(payload__contains=trace)
    return Refused.objects.filter(wanted)


def _refused_rows(subject: Subject) -> Rows:
    return [{"at": moment(one.received_at), "payload": one.payload} for one in _refused(subject)]


def _erase_refused(subject: Subject) -> int:
    return _refused(subject).update(payload="")


def _waiting(subject: Subject) -> Rows:
    """Seconds old, as a rule: the worker moves them into the log, where the next run finds them."""
    if not (settings.KRUG_HOME / "intake.db").exists():
        return []
    spool = Spool(settings.KRUG_HOME)
    try:
        return [
            {"at": moment(request.received_at), "body": text}
            for _seq, request in spool.waiting()
            if subject.mentioned(text := request.body.decode("utf-8", "replace"))
        ]
    finally:
        spool.close()


def _belongings(subject: Subject) -> list[Belonging]:
    rows = Belonging.objects.filter(identity__in=subject.identities).order_by("at", "id")
    return [
        one
        for one in rows
        if any(
            identity == one.identity
            and (since is None or since <= one.at)
            and (until is None or one.at < until)
            for identity, since, until in subject.spans
        )
    ]


def _belonging_rows(subject: Subject) -> Rows:
    return [
        {"at": moment(one.at), "company": one.name or one.key, "tax_number": one.tax_number}
        for one in _belongings(subject)
    ]


def _erase_belongings(subject: Subject) -> int:
    return Belonging.objects.filter(pk__in=[one.pk for one in _belongings(subject)]).delete()[0]


def _scrub() -> None:
    """Requests that were moved leave their bytes in free pages of the spool."""
    path = settings.KRUG_HOME / "intake.db"
    if not path.exists():
        return
    spool = Spool(settings.KRUG_HOME)
    try:
        with spool.turn:
            spool.connection.execute("VACUUM")
            spool.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        # Somebody is reading: the next erasure or the nightly run takes it.
        return
    finally:
        spool.close()


def register_all() -> None:
    register(Place("events", _("What sites and programs sent"), _rows, _erase))
    register(Place("sessions", _("Sessions"), _session_rows, _erase_sessions))
    register(Place("refused_events", _("Events that were refused"), _refused_rows, _erase_refused))
    register(Place("belongings", _("Companies named by sites"), _belonging_rows, _erase_belongings))
    register(Place("waiting", _("Requests that still wait"), _waiting, scrub=_scrub))
