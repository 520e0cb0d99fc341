"""Commands of a device: each is taken once, in its own transaction, together with its effect and its
outcome.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation

from krug.access.models import User
from krug.site import faults
from krug.sync.calls import Call, Effect
from krug.sync.effects import carry_out
from krug.sync.errors import BadPayload, Broken, CommandDiffers, DependsOnRefused, UnknownCommand
from krug.sync.models import Command, Device, FieldConflict
from krug.sync.payloads import PAYLOADS, CommandIn
from krug.sync.refusals import REFUSALS, Refusal, code_of, detail_of, message_of

logger = logging.getLogger("krug.sync")
ACCEPTED, REFUSED, KNOWN = "accepted", "refused", "known"


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to one command (contract/commands.response.json)."""

    uid: str
    outcome: str
    code: str = ""
    message: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def take_commands(user: User, device: Device, drift: int, commands: Sequence[CommandIn]) -> list[Taken]:
    """In the order given. `drift`: device clock minus server clock, µs, as measured by this request."""
    with translation.override(user.language):
        return [take_command(user, device, drift, one) for one in commands]


def take_command(user: User, device: Device, drift: int, one: CommandIn) -> Taken:
    known = Command.objects.filter(uid=one.uid).first()
    if known is None:
        try:
            return _take(user, device, drift, one)
        except IntegrityError:
            # The same command came by two requests at once: the other one took it.
            known = Command.objects.filter(uid=one.uid).first()
            if known is None:
                return _broken(_row(user, device, one))
    return _again(user, known, one)


def _take(user: User, device: Device, drift: int, one: CommandIn) -> Taken:
    row = _row(user, device, one)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            effect = _effect(user, device, drift, one)
            _keep_conflicts(row, effect)
            faults.at("commands.before_commit")
    except REFUSALS as error:
        return _refuse(row, error)
    except (IntegrityError, OperationalError):
        # Somebody was quicker, or the database is busy: a repeat finds out.
        raise
    except Exception:
        return _broken(row)
    faults.at("commands.after_commit")
    return Taken(str(one.uid), ACCEPTED, detail=row.detail)


def _effect(user: User, device: Device, drift: int, one: CommandIn) -> Effect:
    if one.depends_on:
        # Itself is written already, as if it were accepted.
        earlier = Command.objects.filter(uid=one.depends_on, user=user).exclude(uid=one.uid)
        before = earlier.first()
        if before is None or before.outcome != Command.Outcome.ACCEPTED:
            raise DependsOnRefused(command=str(one.depends_on))
    if one.unreadable:
        raise BadPayload
    if one.kind not in PAYLOADS:
        raise UnknownCommand(kind=one.kind)
    payload = PAYLOADS[one.kind].model_validate(one.payload)
    return carry_out(Call(user, device.uid, drift, one.uid, one.at, one.based_on), one.kind, payload)


def _row(user: User, device: Device, one: CommandIn) -> Command:
    return Command(
        uid=one.uid,
        device=device,
        user=user,
        kind=one.kind,
        payload=one.payload,
        based_on=one.based_on,
        depends_on=one.depends_on,
        device_at=one.at,
        digest=_digest(one),
        outcome=Command.Outcome.ACCEPTED,
    )


def _digest(one: CommandIn) -> bytes:
    text = json.dumps([one.kind, one.payload], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _keep_conflicts(row: Command, effect: Effect) -> None:
    if not effect.conflicts:
        return
    row.detail = {
        "conflicts": [{"field": one.field, "kept": one.kept, "other": one.other} for one in effect.conflicts]
    }
    row.save(update_fields=["detail"])
    if not effect.object_kind:
        return
    FieldConflict.objects.bulk_create(
        FieldConflict(
            object_kind=effect.object_kind,
            object_id=effect.object_id,
            field=one.field,
            kept=one.kept,
            other=one.other,
            command=row,
            other_author_id=one.other_author,
        )
        for one in effect.conflicts
    )


def _refuse(row: Command, error: Refusal) -> Taken:
    """A refused command is kept whole with its reason: it waits on the device and can be mended."""
    row.outcome, row.code, row.detail = Command.Outcome.REFUSED, code_of(error), detail_of(error)
    row.message = message_of(error)[:300]
    row.pk = None
    row.save(force_insert=True)
    return Taken(str(row.uid), REFUSED, row.code, row.message, row.detail)


def _broken(row: Command) -> Taken:
    """A mistake of ours in one command must not hold up all that wait behind it."""
    logger.exception("command %s (%s) could not be carried out", row.uid, row.kind)
    return _refuse(row, Broken())


def _again(user: User, known: Command, one: CommandIn) -> Taken:
    if known.user_id != user.pk or bytes(known.digest) != _digest(one):
        return Taken(str(one.uid), REFUSED, CommandDiffers.code, str(CommandDiffers.title))
    if known.outcome == Command.Outcome.ACCEPTED:
        return Taken(str(one.uid), KNOWN, detail=known.detail)
    return Taken(str(one.uid), REFUSED, known.code, known.message, known.detail)
