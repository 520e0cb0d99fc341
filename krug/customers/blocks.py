"""What a card is built of: each domain brings its own blocks, so customers need not know who is above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.access.decorators import SignedInRequest
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.customers.models import Organisation, Person
from krug.customers.rules import FIRST, Tab, tabs_of

LABELS: Mapping[Tab, Promise] = {
    Tab.STORY: _("History"),
    Tab.KNOWN: pgettext_lazy("tab of a card", "What we know"),
    Tab.OFFERS: pgettext_lazy("tab of a card", "Offered"),
    Tab.MONEY: pgettext_lazy("tab of a card", "Purchases"),
    Tab.WEB: pgettext_lazy("tab of a card", "Online"),
    Tab.VISITS: pgettext_lazy("tab of a card", "Visits"),
    Tab.DATA: pgettext_lazy("tab of a card", "Consents"),
    Tab.WHO: pgettext_lazy("tab of a card", "Who it is"),
}

EMPTY: Mapping[Tab, Promise] = {
    Tab.OFFERS: _("What he was shown and offered will stand here, with what he liked and what he answered."),
    Tab.MONEY: _("What he bought and owes will stand here once the shop, the till or accounting tells it."),
    Tab.WEB: _("His sessions on sites and in apps will stand here once they are known to be his."),
    Tab.VISITS: _("Visits to him, planned and held, will stand here."),
    Tab.WHO: _("What ties his phones, browsers and cards together will stand here."),
}
"""What a tab says while it holds nothing. The others always hold something."""


@dataclass(frozen=True, slots=True)
class Block:
    """`tab` None: beside the tabs, always there. `place`: its order there, small ones first.

    `show` answers HTML for the survivor whose card it is, "" where there is nothing to show. His group is
    loaded with him. It is called for whoever has the permission and sees the person.

    `kind` organisation: of its card, which has no tabs.
    """

    code: str
    tab: Tab | None
    place: int
    show: Callable[[SignedInRequest, Any], str]
    permission: Permission | None = None
    kind: str = "person"


_blocks: dict[str, Block] = {}


def register(block: Block) -> None:
    """Call in ready()."""
    _blocks[block.code] = block


def tabs_for(viewer: User) -> tuple[Tab, ...]:
    """Those of his role that there is something for, in his order."""
    filled = {block.tab for block in _blocks.values() if block.kind == "person" and _allowed(viewer, block)}
    return tuple(tab for tab in tabs_of(viewer.role) if tab in filled)


def beside(request: SignedInRequest, person: Person) -> list[str]:
    first = FIRST.get(request.user.role, ())
    mine = sorted(_in(request.user, None), key=lambda block: (block.code not in first, block.place))
    return _shown(request, person, mine)


def of_organisation(request: SignedInRequest, card: Organisation) -> list[str]:
    mine = sorted(_in(request.user, None, "organisation"), key=lambda block: block.place)
    return _shown(request, card, mine)


def within(request: SignedInRequest, person: Person, tab: Tab) -> list[str]:
    mine = sorted(_in(request.user, tab), key=lambda block: block.place)
    return _shown(request, person, mine)


def _in(viewer: User, tab: Tab | None, kind: str = "person") -> list[Block]:
    mine = [block for block in _blocks.values() if (block.kind, block.tab) == (kind, tab)]
    return [block for block in mine if _allowed(viewer, block)]


def _allowed(viewer: User, block: Block) -> bool:
    return block.permission is None or may(viewer, block.permission)


def _shown(request: SignedInRequest, card: Person | Organisation, blocks: list[Block]) -> list[str]:
    return [html for block in blocks if (html := block.show(request, card))]
