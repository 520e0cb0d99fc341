"""Who reads a letter, which servers are spoken to, when a mailbox is read again. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from krug.letters.words import Security

PORTS = frozenset({25, 143, 465, 587, 993, 2525})
"""Of servers out in the world. One of the house's own network may have any."""
EVERY = timedelta(minutes=2)
LONGEST = timedelta(hours=6)
GIVES_UP = 3
"""So often a password is tried that the server does not take: further tries would lock the mailbox."""
TRIES = (60, 300, 900, 3_600, 7_200, 14_400, 28_800)
"""Seconds between attempts to hand a letter over to a server that is not there."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What somebody is to a thread. `own`: it went through a mailbox of his, or one that he shares.

    `of_deal`: the deal it is tied to is his, or he helps. `leads`: he leads one of those whose it is.
    """

    own: bool
    of_deal: bool
    leads: bool


def reads(relation: Relation, private: bool) -> bool:
    """Whether he reads the words. Subject and date are told to whoever sees the customer."""
    return relation.own or (not private and (relation.of_deal or relation.leads))


def is_host(text: str) -> bool:
    """A name or an address, and nothing else that a resolver could make something of."""
    return len(text) <= 253 and re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", text) is not None


def port_fits(port: int, internal: bool) -> bool:
    return 0 < port < 65_536 and (internal or port in PORTS)


def security_fits(security: str, internal: bool) -> bool:
    return security != Security.PLAIN or internal


def fitting(sizes: Sequence[int], most: int) -> int:
    """How many of the first of them are held at once: one at least."""
    held = 0
    for count, size in enumerate(sizes):
        held += size
        if count and held > most:
            return count
    return len(sizes)


def pause(failures: int) -> timedelta:
    """Until a mailbox is read again, after so many failures in a row."""
    return min(EVERY * float(2 ** min(failures, 12)), LONGEST)


def retry(attempts: int) -> timedelta | None:
    """Until a letter is handed over again, after so many attempts in vain. None: no more."""
    return timedelta(seconds=TRIES[attempts - 1]) if attempts <= len(TRIES) else None


def parent_first(in_reply_to: Sequence[str], references: Sequence[str]) -> list[str]:
    """Message-IDs that a letter answers, the nearest first."""
    return list(dict.fromkeys([*in_reply_to, *reversed(references)]))


def only(deals: Collection[int]) -> int | None:
    """The deal that a letter is about where nothing else tells: there is no choice."""
    return next(iter(deals)) if len(deals) == 1 else None


def named_in(reason: str) -> set[str]:
    """Addresses that the reason why a letter came back begins with, each time it did."""
    begins = (part.split(": ")[0].split(", ") for part in reason.split(" · "))
    return {word for words in begins for word in words if "@" in word and " " not in word}
