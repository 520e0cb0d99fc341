"""What the card of a deal is built of besides its own: domains above bring their blocks."""

from collections.abc import Callable

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission, may
from krug.sales.models import Deal

Show = Callable[[SignedInRequest, Deal], str]
_blocks: dict[str, tuple[int, Permission, Show]] = {}


def register(code: str, place: int, permission: Permission, show: Show) -> None:
    """`show` answers HTML, "" for nothing. Call in ready(). Raises ValueError for a code that is there."""
    if code in _blocks:
        raise ValueError(f"{code} is on the card of a deal already")
    _blocks[code] = place, permission, show


def blocks_of(request: SignedInRequest, deal: Deal) -> list[str]:
    mine = sorted(
        (place, code) for code, (place, right, _show) in _blocks.items() if may(request.user, right)
    )
    return [html for _place, code in mine if (html := _blocks[code][2](request, deal))]
