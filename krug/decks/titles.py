"""What slides and questions are called, for the story of a customer."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from krug.customers.titles import Title, register
from krug.decks.models import Slide
from krug.site import bulk


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _slides(uids: Collection[str], *columns: str) -> dict[str, Any]:
    """By uid those columns of the slides, and nothing else: a story names dozens of them."""
    wanted = [uid for uid in map(_uuid, uids) if uid]
    found = Slide.objects.filter(uid__in=wanted) if wanted else Slide.objects.none()
    return {str(uid): rest for uid, *rest in found.values_list("uid", *columns)}


def slide_titles(uids: Collection[str]) -> Mapping[str, Title]:
    """In plain SQL: a story names dozens of slides, and each would be an expression to compile."""
    wanted = [uid for uid in map(_uuid, uids) if uid]
    if not wanted:
        return {}
    where, params = bulk.among("s.uid", bulk.fitted(wanted))
    rows = bulk.select(
        "SELECT s.uid, s.title, d.title FROM decks_slide s "  # noqa: S608
        "JOIN decks_version v ON v.id = s.version_id "
        f"JOIN decks_deck d ON d.id = v.deck_id WHERE {where}",
        params,
    )
    return {str(uid if isinstance(uid, UUID) else UUID(uid)): Title(*names) for uid, *names in rows}


def question_titles(ids: Collection[str]) -> Mapping[str, Title]:
    """`ids` are `<slide uid>/<question id>`; the words are the manifest's."""
    slides = _slides({id.partition("/")[0] for id in ids}, "title", "questions")
    found = {}
    for id in ids:
        uid, _slash, question = id.partition("/")
        title, stated = slides.get(uid, ("", []))
        text = next((it.get("text", "") for it in stated if it.get("id") == question), "")
        if text:
            found[id] = Title(text, title)
    return found


def register_all() -> None:
    register("slide", slide_titles)
    register("question", question_titles)
