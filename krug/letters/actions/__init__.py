from krug.letters.actions.collect import renew_copy_address, settle_aside
from krug.letters.actions.keep import keep_batch, keep_letter
from krug.letters.actions.mailbox import change_mailbox, connect_mailbox, start_mailbox, stop_mailbox
from krug.letters.actions.sent import mark_sent
from krug.letters.actions.servers import allow_known, allow_servers, forbid_server
from krug.letters.actions.thread import set_private, tie
from krug.letters.actions.write import (
    begin_letter,
    decide_unknown,
    discard_letter,
    queue_letter,
    save_letter,
    take_back,
)

__all__ = [
    "allow_known",
    "allow_servers",
    "begin_letter",
    "change_mailbox",
    "connect_mailbox",
    "decide_unknown",
    "discard_letter",
    "forbid_server",
    "keep_batch",
    "keep_letter",
    "mark_sent",
    "queue_letter",
    "renew_copy_address",
    "save_letter",
    "set_private",
    "settle_aside",
    "start_mailbox",
    "stop_mailbox",
    "take_back",
    "tie",
]
