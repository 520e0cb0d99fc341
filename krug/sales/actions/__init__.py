from krug.sales.actions.copying import copy_method, exported, import_method, take_ready
from krug.sales.actions.deal import Changed, edit_deal, hand_over, open_deal, open_deals
from krug.sales.actions.ending import lose, reopen, win
from krug.sales.actions.forecast import load_forecasts, submit_forecast
from krug.sales.actions.judge import judge
from krug.sales.actions.leaving import hand_over_all
from krug.sales.actions.load import Ended, PastDeal, load_deals
from krug.sales.actions.method import (
    create_method,
    drop_draft,
    parsed,
    publish,
    rename_method,
    restore_method,
    retire_method,
    save_draft,
)
from krug.sales.actions.move import Moved, move_deals
from krug.sales.actions.parts import (
    remove_competitor,
    remove_participant,
    send_proposal,
    set_competitor,
    set_helpers,
    set_lines,
    set_participant,
    spend,
)
from krug.sales.actions.path import (
    advance,
    approve_skip,
    confirm,
    pause,
    put_back,
    refuse_skip,
    resume,
    skip,
    unconfirm,
)
from krug.sales.actions.stop import approve_justification, justify, refuse_justification

__all__ = [
    "Changed",
    "Ended",
    "Moved",
    "PastDeal",
    "advance",
    "approve_justification",
    "approve_skip",
    "confirm",
    "copy_method",
    "create_method",
    "drop_draft",
    "edit_deal",
    "exported",
    "hand_over",
    "hand_over_all",
    "import_method",
    "judge",
    "justify",
    "load_deals",
    "load_forecasts",
    "lose",
    "move_deals",
    "open_deal",
    "open_deals",
    "parsed",
    "pause",
    "publish",
    "put_back",
    "refuse_justification",
    "refuse_skip",
    "remove_competitor",
    "remove_participant",
    "rename_method",
    "reopen",
    "restore_method",
    "resume",
    "retire_method",
    "save_draft",
    "send_proposal",
    "set_competitor",
    "set_helpers",
    "set_lines",
    "set_participant",
    "skip",
    "spend",
    "submit_forecast",
    "take_ready",
    "unconfirm",
    "win",
]
