"""The document names a schema by its class: two classes of one name would be one, and one of them wrong."""

import importlib
from collections import defaultdict

from ninja import Schema

from krug.site.api import ROUTERS


def every(of: type) -> set[type]:
    return {one for direct in of.__subclasses__() for one in (direct, *every(direct))}


def test_no_two_schemas_share_a_name() -> None:
    for _prefix, module in ROUTERS:
        importlib.import_module(module)
    named = defaultdict(set)
    for one in every(Schema):
        if one.__module__.startswith("krug.") and "[" not in one.__name__ and _is_shown(one):
            named[one.__name__].add(one.__module__)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}


def _is_shown(one: type) -> bool:
    """A base of others is no schema of the document by itself."""
    return not one.__subclasses__()
