"""The only ways in which sources change and events are taken."""

from krug.behaviour.actions.change_source import (
    block_fields,
    close_source,
    open_source,
    rotate_key,
    set_categories,
    set_origins,
)
from krug.behaviour.actions.create_source import create_source
from krug.behaviour.actions.decide_company import decide_company, reopen_company, undo_company
from krug.behaviour.actions.take import take

__all__ = [
    "block_fields",
    "close_source",
    "create_source",
    "decide_company",
    "open_source",
    "reopen_company",
    "rotate_key",
    "set_categories",
    "set_origins",
    "take",
    "undo_company",
]
