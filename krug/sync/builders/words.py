"""Names for what touches point at: slides, questions, decks, people."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from krug.access.models import User
from krug.decks.models import Slide
from krug.touches.touch import StoredTouch
from krug.touches.words import Verb


@dataclass(frozen=True, slots=True)
class Words:
    staff: dict[int, str]
    slides: dict[str, tuple[str, str]]
    """slide uid → (title, deck's title)"""
    questions: dict[str, str]
    """<slide uid>/<question id> → the question's text"""

    def title(self, touch: StoredTouch) -> tuple[str, str]:
        """(what the touch is about, its deck)"""
        slide, deck = self.slides.get(slide_of(touch), ("", ""))
        if touch.verb == Verb.ANSWERED:
            asked = str(touch.data.get("question", ""))
            return self.questions.get(touch.object_id) or asked, deck
        return slide, deck


def slide_of(touch: StoredTouch) -> str:
    """Uid of the slide that the touch is about, or nothing."""
    return touch.object_id.partition("/")[0] if touch.object_kind in ("slide", "question") else ""


def words_of(touches: Iterable[StoredTouch]) -> Words:
    staff: set[int] = set()
    uids: set[str] = set()
    for touch in touches:
        staff.add(touch.staff or 0)
        uids.add(slide_of(touch))
    slides, questions = {}, {}
    for slide in Slide.objects.filter(uid__in=_uuids(uids)).select_related("version__deck"):
        slides[str(slide.uid)] = (slide.title, slide.version.deck.title)
        for question in slide.questions:
            questions[f"{slide.uid}/{question.get('id')}"] = str(question.get("text") or "")
    names = dict(User.objects.filter(pk__in=staff).values_list("pk", "name"))
    return Words(names, slides, questions)


def _uuids(texts: Iterable[str]) -> list[UUID]:
    """Those that are uids: other channels may write slides of their own."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
