"""What slides and questions are called, for the story of a customer."""

from collections.abc import Collection, Mapping
from uuid import UUID

from krug.customers.titles import Title, register
from krug.decks.models import Slide


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _slides(uids: Collection[str]) -> dict[str, Slide]:
    wanted = [uid for uid in map(_uuid, uids) if uid]
    found = Slide.objects.filter(uid__in=wanted).select_related("version__deck")
    return {str(slide.uid): slide for slide in found}


def slide_titles(uids: Collection[str]) -> Mapping[str, Title]:
    return {uid: Title(slide.title, slide.version.deck.title) for uid, slide in _slides(uids).items()}


def question_titles(ids: Collection[str]) -> Mapping[str, Title]:
    """`ids` are `<slide uid>/<question id>`; the words are the manifest's."""
    slides = _slides({id.partition("/")[0] for id in ids})
    found = {}
    for id in ids:
        uid, _slash, question = id.partition("/")
        stated = slides[uid].questions if uid in slides else []
        text = next((it.get("text", "") for it in stated if it.get("id") == question), "")
        if text:
            found[id] = Title(text, slides[uid].title)
    return found


def register_all() -> None:
    register("slide", slide_titles)
    register("question", question_titles)
