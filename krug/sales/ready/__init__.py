"""Ready-made methods for a company that has none: a starting point to copy and change."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from krug.sales.contract import Contract
from krug.sales.ready.distributor import distributor
from krug.sales.ready.equipment import equipment
from krug.sales.ready.pharma import pharma
from krug.sales.ready.simple import simple
from krug.sales.ready.subscription import subscription
from krug.sales.ready.tender import tender


@dataclass(frozen=True, slots=True)
class Ready:
    name: Promise
    about: Promise
    """Whom it is for."""
    make: Callable[[], Contract]
    """In the language that is active when it is called."""


READY: dict[str, Ready] = {
    "simple": Ready(
        pgettext_lazy("ready-made method", "Short sale to a person"),
        pgettext_lazy(
            "ready-made method", "Goods and services for people: one or two talks, days, not weeks."
        ),
        simple,
    ),
    "equipment": Ready(
        pgettext_lazy("ready-made method", "Long sale to a company"),
        pgettext_lazy(
            "ready-made method",
            "Equipment and projects: several people decide, months go by, each visit costs.",
        ),
        equipment,
    ),
    "tender": Ready(
        pgettext_lazy("ready-made method", "Tender"),
        pgettext_lazy(
            "ready-made method",
            "State and corporate procurement: dates are set by the customer, papers decide.",
        ),
        tender,
    ),
    "distributor": Ready(
        pgettext_lazy("ready-made method", "New distributor"),
        pgettext_lazy(
            "ready-made method",
            "A partner who sells on: his market, terms, a trial delivery, the first order.",
        ),
        distributor,
    ),
    "pharma": Ready(
        pgettext_lazy("ready-made method", "Promotion to doctors and clinics"),
        pgettext_lazy(
            "ready-made method",
            "A doctor comes to know the product, a clinic comes to order it: visit by visit.",
        ),
        pharma,
    ),
    "subscription": Ready(
        pgettext_lazy("ready-made method", "Subscription"),
        pgettext_lazy(
            "ready-made method", "A service paid by the month: a demonstration, a trial, the first payment."
        ),
        subscription,
    ),
}
"""By code, in the order in which they are offered."""
