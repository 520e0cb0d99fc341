"""Where a visitor came from, on what device, and whether it is a machine. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from krug.behaviour.models import Session
from krug.behaviour.reading import text

CLICK_IDS = ("yclid", "gclid", "wbraid", "gbraid", "fbclid", "msclkid", "ttclid", "rb_clickid", "vk_clid")
SEARCH = re.compile(r"(^|\.)(google|yandex|ya|bing|duckduckgo|yahoo|go\.mail|rambler|baidu|ecosia)\.[a-z.]+$")
SOCIAL = re.compile(
    r"(^|\.)(vk|ok|t|telegram|facebook|instagram|linkedin|lnkd|twitter|x|youtube|dzen|tiktok|pinterest)"
    r"\.(com|ru|me|in|org|be|co)$"
)
BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pingdom|uptime|monitor|preview|scanner|phantomjs|"
    r"facebookexternalhit|python-requests|curl/|wget/|go-http-client|java/|okhttp/0|httpclient",
    re.I,
)
TABLETS = re.compile(r"ipad|tablet|playbook|silk|android(?!.*mobile)", re.I)
PHONES = re.compile(r"mobile|iphone|ipod|android|windows phone", re.I)
BROWSERS = re.compile(r"^mozilla/|^opera/", re.I)


@dataclass(frozen=True, slots=True)
class Origin:
    """`kind`: Session.Origin; the campaign's words are empty where none was named."""

    kind: str
    landing: str
    referrer: str
    campaign: str = ""
    source: str = ""
    medium: str = ""


def origin_of(context: Mapping[str, Any], address: str) -> Origin:
    """From the campaign named in the event or its address, a click id, or the site before."""
    page = context.get("page")
    page = page if isinstance(page, dict) else {}
    landing = (text(page.get("url")) or address)[:500]
    referrer = text(page.get("referrer"))[:500]
    asked = _query(landing)
    named = context.get("campaign")
    named = named if isinstance(named, dict) else {}
    words = [
        (text(named.get(own)) or asked.get(f"utm_{utm}", ""))[:200]
        for own, utm in (("name", "campaign"), ("source", "source"), ("medium", "medium"))
    ]
    if any(words):
        return Origin(Session.Origin.CAMPAIGN, landing, referrer, *words)
    clicked = next((name for name in CLICK_IDS if asked.get(name)), "")
    if clicked:
        return Origin(Session.Origin.AD, landing, referrer, source=clicked)
    return Origin(_by_site(_host(referrer), _host(landing)), landing, referrer)


def _by_site(before: str, here: str) -> str:
    if not before or before == here:
        return Session.Origin.DIRECT
    if SEARCH.search(before):
        return Session.Origin.SEARCH
    return Session.Origin.SOCIAL if SOCIAL.search(before) else Session.Origin.REFERRAL


def _query(address: str) -> dict[str, str]:
    try:
        return {name: text(values[0]) for name, values in parse_qs(urlsplit(address).query).items()}
    except ValueError:
        return {}


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def device_of(agent: str) -> str:
    """By the header alone: kind, never a model."""
    if not BROWSERS.search(agent):
        return Session.Device.PROGRAM
    if TABLETS.search(agent):
        return Session.Device.TABLET
    return Session.Device.PHONE if PHONES.search(agent) else Session.Device.DESKTOP


def machine_of(agent: str, context: Mapping[str, Any]) -> str:
    """What marks it as a machine by what it says; its behaviour is judged over the session."""
    if context.get("automated") is True:
        return Session.Bot.AUTOMATED
    return Session.Bot.AGENT if BOTS.search(agent) else Session.Bot.NO
