"""Conditions on slides and answers to their questions as SQL over the log. Pure."""

from krug.segments.conditions import Answered, Slide
from krug.segments.frame import Frame
from krug.segments.kinds import PERSON
from krug.segments.touch_steps import owned

# An answer is JSON: a word, a number, or a list of words when several may be chosen.
SAME = """json_contains(answer, $it) OR json_extract_string(answer, '$') = $it
    OR coalesce(TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) = TRY_CAST($it AS DOUBLE), FALSE)"""


def answered(frame: Frame, part: Answered) -> str:
    slides = _slides(frame, part.deck, part.slide)
    which = f"t.verb = 'answered' AND t.question = {frame.bind(part.question)} AND t.answer IS NOT NULL"
    answers = owned(frame, PERSON, which, 't."at", t.seq, t.answer, t.slide', None)
    tests = {
        "is": SAME,
        "is_not": f"NOT ({SAME})",
        "at_least": "TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) >= TRY_CAST($it AS DOUBLE)",
        "at_most": "TRY_CAST(json_extract_string(answer, '$') AS DOUBLE) <= TRY_CAST($it AS DOUBLE)",
    }
    test = tests[part.compare].replace("json_contains(answer, $it)", "json_contains(answer, to_json($it))")
    last = frame.step(
        "answer",
        f'SELECT t.person, arg_max(t.answer, (t."at", t.seq)) AS answer FROM {answers} t '
        f"WHERE t.slide IN (SELECT slide FROM {slides}) GROUP BY t.person",
    )
    it = frame.bind(part.value)
    return frame.step("answered", f"SELECT person FROM {last} WHERE {test.replace('$it', it)}")


def slide(frame: Frame, part: Slide) -> str:
    slides = _slides(frame, part.deck, part.slide)
    verb = "shown" if part.did == "seen" else "reacted"
    which = f"t.verb = '{verb}'{frame.in_days(part.days)}"
    showings = owned(frame, PERSON, which, 't."at", t.seq, t.slide, t.emotion', part.days)
    ours = f"t.slide IN (SELECT slide FROM {slides})"
    if part.did == "seen":
        return frame.step("seen", f"SELECT DISTINCT t.person FROM {showings} t WHERE {ours}")
    last = frame.step(
        "reaction",
        f'SELECT t.person, s.key, arg_max(t.emotion, (t."at", t.seq)) AS emotion FROM {showings} t '
        f"JOIN slide s ON s.slide = t.slide WHERE {ours} AND t.emotion IS NOT NULL GROUP BY ALL",
    )
    sign = ">" if part.did == "liked" else "<"
    return frame.step(part.did, f"SELECT DISTINCT person FROM {last} WHERE emotion {sign} 0")


def _slides(frame: Frame, deck: int, key: str) -> str:
    only = f" AND s.key = {frame.bind(key)}" if key else ""
    # Of the segment's own unit: another's deck tells nothing here.
    sql = f"SELECT s.slide FROM slide s WHERE s.deck = {frame.bind(deck)} AND s.unit = $unit{only}"
    return frame.step("slides", sql)
