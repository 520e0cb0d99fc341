"""What a product's page is built of: domains above bring their own blocks."""

from collections.abc import Callable

from django.utils.functional import Promise

from krug.access.decorators import SignedInRequest
from krug.catalog.models import Product

Show = Callable[[SignedInRequest, Product], str]
_blocks: dict[str, Show] = {}
_links: dict[str, Promise] = {}


def register(code: str, show: Show) -> None:
    """Call in ready(). `show` answers HTML, "" where there is nothing to show."""
    if code in _blocks:
        raise ValueError(f"Block {code} of products is registered twice.")
    _blocks[code] = show


def register_link(name: str, label: Promise) -> None:
    """A page about all products: the name of its address. Call in ready()."""
    _links[name] = label


def links() -> list[tuple[str, Promise]]:
    return list(_links.items())


def of_product(request: SignedInRequest, product: Product) -> list[str]:
    return [html for show in _blocks.values() if (html := show(request, product))]
