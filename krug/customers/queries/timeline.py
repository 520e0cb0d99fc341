"""The story of a customer, newest first: a visit is one entry with its slides, reactions and answers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import pgettext_lazy

from krug.access import paging
from krug.access.models import User
from krug.access.scopes import may_see
from krug.customers.models import Organisation, Person
from krug.customers.queries.identity import IdentitySpan, canonical_of, identities_of
from krug.customers.titles import Title, pages, titles
from krug.site.templatetags.money import money
from krug.touches.queries import of_identities
from krug.touches.touch import StoredTouch
from krug.touches.words import Channel, Verb, word

LIMIT = 50
# A visit is completed from as many further touches as this at once, then from twice as many.
MORE = 40
_NOTHING = Title("")
UNMET = {
    "missed": pgettext_lazy("a call", "not answered"),
    "busy": pgettext_lazy("a call", "busy"),
    "refused": pgettext_lazy("a call", "declined"),
}
"""Of a call in which nobody talked."""
GROUPED = (Channel.VISIT, Channel.SITE, Channel.APP)


@dataclass(slots=True)
class Answer:
    """What a slide's question was answered with; `title` is the question's words."""

    question: str
    title: str
    kind: str
    value: Any
    text: str


@dataclass(slots=True)
class ShownSlide:
    """A slide as the person saw it in a visit; `seconds`: active, all showings; `emotion`: ±100 or None."""

    uid: str
    title: str
    deck: str
    number: int | None = None
    seconds: float = 0.0
    times: int = 0
    emotion: int | None = None
    exit: bool = False
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """One thing of a session on a site or in an app."""

    verb: Verb
    what: str
    seconds: float | None = None
    amount: str = ""


@dataclass(slots=True)
class Entry:
    """One thing that happened. `kind`: visit and session (grouped), or the touch's verb. `at` in µs UTC.

    `address`: of its own page, where the viewer may open that.
    """

    kind: str
    at: int
    channel: Channel
    verb: Verb
    staff: str = ""
    organisation: str = ""
    organisation_uid: UUID | None = None
    episode: UUID | None = None
    visit: str = ""
    address: str = ""
    title: str = ""
    seconds: float | None = None
    result: str = ""
    next_step: str = ""
    notes: list[str] = field(default_factory=list)
    slides: list[ShownSlide] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    emotion: int | None = None
    amount: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    letter: str = ""

    @property
    def likes(self) -> int:
        return sum(1 for slide in self.slides if (slide.emotion or 0) > 0)

    @property
    def dislikes(self) -> int:
        return sum(1 for slide in self.slides if (slide.emotion or 0) < 0)


@dataclass(frozen=True, slots=True)
class Timeline:
    entries: list[Entry]
    next: str | None


def timeline(
    viewer: User,
    person: Person,
    before: str | None = None,
    limit: int = LIMIT,
    spans: Sequence[IdentitySpan] | None = None,
) -> Timeline:
    """Entries of about `limit` touches, no visit cut in two. `before`: the cursor of the page above.

    `spans`: his identities, where they have been looked up already.
    """
    root = canonical_of(person)
    if not may_see(viewer, "person", root):
        raise Http404
    if spans is None:
        spans = identities_of(root if person.canonical_id else person)
    at = paging.position(before, "timeline")
    begin = (int(at[0]), int(at[1])) if at else None
    found = of_identities(spans, begin, limit + 1)
    touches, more = found[:limit], len(found) > limit
    if more:
        touches, more = _whole(spans, touches)
    next = paging.cursor((touches[-1].at, touches[-1].seq), "timeline") if more else None
    return Timeline(_addressed(viewer, entries(touches)), next)


def _addressed(viewer: User, found: list[Entry]) -> list[Entry]:
    visits = [(str(entry.episode), entry) for entry in found if entry.kind == "visit"]
    calls = [(str(entry.episode), entry) for entry in found if entry.kind == "called" and entry.episode]
    letters = [(entry.letter, entry) for entry in found if entry.letter]
    for kind, theirs in (("visit", visits), ("call", calls), ("letter", letters)):
        addresses = pages(viewer, kind, {id for id, _entry in theirs})
        for id, entry in theirs:
            entry.address = addresses.get(id, "")
    return found


def _whole(spans: Sequence[Any], touches: list[StoredTouch]) -> tuple[list[StoredTouch], bool]:
    """Add what belongs to the last visit and was cut off. Also: is there anything after it."""
    last, asked = touches[-1].episode, MORE
    while True:
        found = of_identities(spans, (touches[-1].at, touches[-1].seq), asked)
        ours = [number for number, touch in enumerate(found) if last and touch.episode == last]
        touches = touches + found[: ours[-1] + 1 if ours else 0]
        if len(found) < asked or not ours or ours[-1] + 1 < len(found):
            return touches, len(found) > (ours[-1] + 1 if ours else 0)
        asked *= 2


def entries(touches: Sequence[StoredTouch]) -> list[Entry]:
    """Touches, newest first, as entries: those of one visit or one session together."""
    names = _Names(touches)
    episodes: dict[UUID, list[StoredTouch]] = defaultdict(list)
    shown: list[Entry | UUID] = []
    for touch in touches:
        if touch.channel not in GROUPED or touch.episode is None:
            shown.append(names.single(touch))
            continue
        if touch.episode not in episodes:
            shown.append(touch.episode)
        episodes[touch.episode].append(touch)
    return [names.episode(episodes[one]) if isinstance(one, UUID) else one for one in shown]


def visit_of_each(touches: Sequence[StoredTouch]) -> dict[int, Entry]:
    """Touches of one visit, apart for each identity that was there: the entry of his own story."""
    names = _Names(touches)
    apart: dict[int, list[StoredTouch]] = defaultdict(list)
    for touch in touches:
        if touch.channel == Channel.VISIT:
            apart[touch.identity].append(touch)
    return {identity: names.visit(his) for identity, his in apart.items()}


class _Names:
    """Words for the ids in some touches, looked up once for all of them."""

    def __init__(self, touches: Sequence[StoredTouch]) -> None:
        staff = {touch.staff for touch in touches if touch.staff}
        places = {touch.organisation for touch in touches if touch.organisation}
        self.staff = dict(User.objects.filter(pk__in=staff).values_list("id", "name"))
        named = Organisation.objects.filter(pk__in=places).select_related("canonical")
        self.places = {one.pk: (one.standing.uid, one.standing.name) for one in named}
        ids: dict[str, set[str]] = defaultdict(set)
        for touch in touches:
            ids[touch.object_kind].add(touch.object_id)
            if touch.verb == Verb.ANSWERED:
                ids["slide"].add(str(touch.data.get("slide", "")))
        self.titles = {kind: titles(kind, wanted) for kind, wanted in ids.items() if kind}

    def title(self, kind: str, id: str) -> Title:
        return self.titles.get(kind, {}).get(id, _NOTHING)

    def _entry(self, touch: StoredTouch, kind: str) -> Entry:
        uid, name = self.places.get(touch.organisation or 0, (None, ""))
        return Entry(
            kind=kind,
            at=touch.at,
            channel=touch.channel,
            verb=touch.verb,
            staff=self.staff.get(touch.staff or 0, ""),
            organisation=name,
            organisation_uid=uid,
            episode=touch.episode,
        )

    def single(self, touch: StoredTouch) -> Entry:
        entry = self._entry(touch, word(touch.verb))
        entry.title = self.what(touch)
        entry.seconds, entry.emotion, entry.data = touch.seconds, touch.emotion, dict(touch.data)
        entry.amount = _sum(touch)
        entry.letter = touch.object_id if touch.object_kind == "letter" else ""
        said = touch.data.get("text") or touch.data.get("summary")
        entry.notes = [str(said)] if said else []
        if touch.verb == Verb.CALLED:
            entry.title = str(UNMET.get(str(touch.data.get("result")), ""))
        return entry

    def what(self, touch: StoredTouch) -> str:
        """What it was about, in words: the thing's own title, else what the event said of it."""
        said = (touch.data.get(name) for name in ("title", "label", "name", "number", "address"))
        return self.title(touch.object_kind, touch.object_id).text or next(
            (str(one) for one in said if one), ""
        )

    def episode(self, touches: Sequence[StoredTouch]) -> Entry:
        return self.visit(touches) if touches[0].channel == Channel.VISIT else self.session(touches)

    def session(self, touches: Sequence[StoredTouch]) -> Entry:
        """Newest first as given; its steps stand in order."""
        if len(touches) == 1:
            return self.single(touches[0])
        entry = self._entry(touches[-1], "session")
        entry.at = touches[0].at
        entry.steps = [
            Step(
                touch.verb,
                self.what(touch),
                touch.seconds,
                _sum(touch),
            )
            for touch in sorted(touches, key=lambda touch: (touch.at, touch.seq))
        ]
        entry.seconds = sum(touch.seconds or 0.0 for touch in touches) or None
        return entry

    def visit(self, touches: Sequence[StoredTouch]) -> Entry:
        said = next((touch for touch in touches if touch.verb == Verb.VISITED), None)
        entry = self._entry(said or touches[-1], "visit")
        if said:
            entry.visit, entry.seconds = said.object_id, said.seconds
            entry.result = str(said.data.get("result", ""))
            entry.next_step = said.data.get("next_step") or ""
        in_order = sorted(touches, key=lambda touch: (touch.at, touch.seq))
        entry.notes = [str(touch.data["text"]) for touch in in_order if touch.verb == Verb.NOTED]
        entry.slides = self._slides(in_order)
        return entry

    def _slides(self, touches: Iterable[StoredTouch]) -> list[ShownSlide]:
        slides: dict[str, ShownSlide] = {}
        for touch in touches:
            if touch.verb == Verb.ANSWERED:
                self._slide(slides, str(touch.data["slide"])).answers.append(self._answer(touch))
            elif touch.object_kind == "slide":
                slide = self._slide(slides, touch.object_id)
                if touch.verb == Verb.REACTED:
                    slide.emotion = touch.emotion
                elif touch.verb == Verb.SHOWN:
                    slide.times += 1
                    slide.seconds += touch.seconds or 0.0
                    slide.number = touch.data.get("number", slide.number)
                    slide.exit = bool(touch.data.get("exit"))
        return list(slides.values())

    def _slide(self, slides: dict[str, ShownSlide], uid: str) -> ShownSlide:
        if uid not in slides:
            title = self.title("slide", uid)
            slides[uid] = ShownSlide(uid, title.text, title.of)
        return slides[uid]

    def _answer(self, touch: StoredTouch) -> Answer:
        data = touch.data
        title = self.title("question", touch.object_id).text or str(data.get("question", ""))
        return Answer(
            str(data.get("question", "")), title, data["kind"], data["value"], data.get("text") or ""
        )


def _sum(touch: StoredTouch) -> str:
    return money(touch.amount, touch.currency) if touch.amount is not None else ""
