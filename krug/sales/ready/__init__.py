"""Ready-made methods for a company that has none: a starting point to copy and change."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from krug.sales.contract import Contract
from krug.sales.ready.simple import simple

READY: dict[str, tuple[Promise, Callable[[], Contract]]] = {
    "simple": (pgettext_lazy("ready-made method", "Short sale to a person"), simple),
}
"""code → (name, contract in the language that is active when it is called)"""
