"""What slides and questions are called, for the story of a customer."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from krug.customers.titles import Title, register
from krug.decks.models import Slide


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
    return {uid: Title(*names) for uid, names in _slides(uids, "title", "version__deck__title").items()}


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
