"""What `krug forecast verify` found, in words."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from krug.sales.forecasting.verify import Verified, What, Wrong


def wrong(one: Wrong, names: Mapping[int, str]) -> str:
    texts = {
        What.CHANGED: _("%(unit)s: row %(number)d was changed after it was submitted."),
        What.MISSING: _("%(unit)s: rows %(number)d to %(until)d are missing."),
        What.INSERTED: _(
            "%(unit)s: row %(number)d does not follow the row before it: slipped in or replaced."
        ),
        What.REWRITTEN: _(
            "%(unit)s: row %(number)d is not the one that was submitted: the chain was rewritten."
        ),
        What.CUT: _("%(unit)s: the end is cut off: rows %(number)d to %(until)d are gone."),
        What.LATE: _("%(unit)s: row %(number)d was said after its cut-off."),
        What.UNGUARDED: _("The database does not refuse changes of forecasts: run `krug migrate`."),
    }
    return texts[one.what] % {"unit": _unit(one.unit, names), "number": one.number, "until": one.until}


def heads(found: Verified, names: Mapping[int, str]) -> Iterator[str]:
    for one in found.heads:
        yield _("%(unit)s: %(rows)d rows. Head to write down elsewhere: %(head)s") % {
            "unit": _unit(one.unit, names),
            "rows": one.number,
            "head": f"{one.unit}:{one.number}:{one.digest}",
        }


def verdict(found: Verified) -> str:
    if found.wrong:
        return _("Submitted forecasts were tampered with.")
    return _("Rows: %d. Every one is as it was submitted.") % found.rows


def _unit(unit: int, names: Mapping[int, str]) -> str:
    return names.get(unit) or _("unit %d, which is no more") % unit
