"""What changed from one version of a method to another, in plain words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.sales.contract import Checkpoint, Contract, Limit, Stage
from krug.sales.saying import (
    allowed_by,
    amount_said,
    evidence_said,
    hours_said,
    quiet_said,
    resources,
    shared_by,
    skip_said,
    working_said,
)
from krug.sales.sentences import amount
from krug.sales.words import Coarse


@dataclass(frozen=True, slots=True)
class Change:
    """`kind`: added, removed or changed. `where`: the stage it belongs to, empty for the whole method."""

    kind: str
    where: str
    what: str
    before: str = ""
    after: str = ""


def changes(old: Contract, new: Contract) -> list[Change]:
    """In the order of the new path; what is gone stands where it was."""
    return [*_stages(old, new), *_limits(old, new), *_shares(old, new), *_rules(old, new)]


def _stages(old: Contract, new: Contract) -> Iterator[Change]:
    before = {stage.code: stage for stage in old.stages}
    after = {stage.code: stage for stage in new.stages}
    for code, stage in before.items():
        if code not in after:
            yield Change("removed", "", _("Stage «%(name)s»") % {"name": stage.name})
    kept = [code for code in before if code in after]
    for code, stage in after.items():
        if code not in before:
            yield Change("added", "", _("Stage «%(name)s»") % {"name": stage.name})
        else:
            yield from _stage(before[code], stage)
    if kept != [code for code in after if code in before]:
        order = " → ".join(stage.name for stage in new.stages)
        yield Change("changed", "", _("Order of the stages"), after=order)
    yield from _points(old, new)


def _stage(old: Stage, new: Stage) -> Iterator[Change]:
    none = pgettext("limit", "none")
    coarse = dict(Coarse.choices)
    pairs = [
        (_("Name of the stage"), old.name, new.name),
        (_("Stage of the company"), str(coarse[old.coarse]), str(coarse[new.coarse])),
        (_("Limit of the stage"), _hours(old.limit), _hours(new.limit)),
        (
            _("Silence that counts"),
            quiet_said(old.quiet) if old.quiet else none,
            quiet_said(new.quiet) if new.quiet else none,
        ),
        (_("Chance of winning"), _percent(old.chance), _percent(new.chance)),
        (_("Hint"), old.hint, new.hint),
    ]
    yield from _differing(new.name, pairs)


def _points(old: Contract, new: Contract) -> Iterator[Change]:
    before = {point.code: (stage, point) for stage, point in old.checkpoints()}
    after = {point.code: (stage, point) for stage, point in new.checkpoints()}
    for code, (stage, point) in before.items():
        if code not in after:
            yield Change("removed", stage.name, _("Checkpoint «%(name)s»") % {"name": point.name})
    for code, (stage, point) in after.items():
        said = _("Checkpoint «%(name)s»") % {"name": point.name}
        if code not in before:
            yield Change("added", stage.name, said, after=evidence_said(point.evidence))
            continue
        was, own = before[code]
        yield from _differing(stage.name, _point(old, own, new, point), said)
        if was.code != stage.code:
            what = _("Checkpoint «%(name)s»: its stage") % {"name": point.name}
            yield Change("changed", stage.name, what, was.name, stage.name)


def _point(
    old: Contract, was: Checkpoint, new: Contract, point: Checkpoint
) -> Sequence[tuple[str, str, str]]:
    required = {True: pgettext("checkpoint", "required"), False: _("not required")}
    return [
        (pgettext("checkpoint", "name"), was.name, point.name),
        (_("evidence"), evidence_said(was.evidence), evidence_said(point.evidence)),
        (pgettext("checkpoint", "required"), required[was.required], required[point.required]),
        (_("time"), _hours(was.within), _hours(point.within)),
        (_("leaving it out"), skip_said(was.skip, old.currency), skip_said(point.skip, new.currency)),
        (_("hint"), was.hint, point.hint),
    ]


def _limits(old: Contract, new: Contract) -> Iterator[Change]:
    for resource, name in resources():
        before, after = old.limit(resource), new.limit(resource)
        what = _("Limit: %(name)s") % {"name": name}
        if before and not after:
            yield Change("removed", "", what, before=_limit(before, old.currency))
        elif after and not before:
            yield Change("added", "", what, after=_limit(after, new.currency))
        elif before and after and (before, old.currency) != (after, new.currency):
            yield Change("changed", "", what, _limit(before, old.currency), _limit(after, new.currency))


def _shares(old: Contract, new: Contract) -> Iterator[Change]:
    before: dict[str, Decimal] = {share.whom: share.percent for share in old.commission}
    after: dict[str, Decimal] = {share.whom: share.percent for share in new.commission}
    for whom, name in shared_by():
        if before.get(whom) != after.get(whom):
            kind = "added" if whom not in before else "changed" if whom in after else "removed"
            what = _("Commission: %(name)s") % {"name": name}
            yield Change(kind, "", what, _share(before.get(whom)), _share(after.get(whom)))


def _rules(old: Contract, new: Contract) -> Iterator[Change]:
    none = pgettext("limit", "none")
    who = dict(allowed_by())
    pairs = [
        (_("Working time"), working_said(old.working), working_said(new.working)),
        (_("Who puts a deal back"), who[old.step_back], who[new.step_back]),
        (
            _("A second colleague from"),
            none if old.second_person is None else amount(old.second_person, old.currency),
            none if new.second_person is None else amount(new.second_person, new.currency),
        ),
        (_("Stop sign"), _percent(old.stop.percent), _percent(new.stop.percent)),
        (_("Who lets a deal go on in spite of it"), who[old.stop.who], who[new.stop.who]),
        (_("Currency"), old.currency, new.currency),
    ]
    yield from _differing("", pairs)


def _differing(where: str, pairs: Sequence[tuple[str, str, str]], whose: str = "") -> Iterator[Change]:
    for what, before, after in pairs:
        if before != after:
            yield Change("changed", where, f"{whose}: {what}" if whose else what, before, after)


def _hours(hours: int | None) -> str:
    return pgettext("limit", "none") if hours is None else hours_said(hours)


def _percent(value: int | None) -> str:
    return pgettext("limit", "none") if value is None else f"{value}\u00a0%"


def _share(value: Decimal | None) -> str:
    return "" if value is None else f"{amount_said(value)}\u00a0%"


def _limit(limit: Limit, currency: str) -> str:
    most = amount_said(limit.most)
    return f"{most} × {amount(limit.price, currency)}" if limit.price else most
