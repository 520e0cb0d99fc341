"""The made-up half year: always the same, as large as promised, with something to find in it."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from statistics import mean

from krug.demo import story
from krug.demo.deckstory import Shown
from krug.demo.people import CARDIOLOGIST, PHARMACIST, THERAPIST, Size
from krug.demo.story import Meeting, Story

TODAY = date(2026, 3, 18)
SMALL = Size(doctors=200, clinics=40, pharmacies=40, doubles=3, days=30)


@cache
def told() -> Story:
    return story.write(TODAY)


def held(version: int | None = None) -> list[Meeting]:
    return [one for one in told().meetings if one.held and version in (None, one.version)]


def slides(key: str, version: int) -> list[Shown]:
    return [shown for one in held(version) for shown in one.shown if shown.key == key]


def test_same_seed_and_day_tell_the_same():
    assert story.write(TODAY, size=SMALL).digest() == story.write(TODAY, size=SMALL).digest()


def test_another_day_or_seed_tells_otherwise():
    one = story.write(TODAY, size=SMALL).digest()
    assert story.write(TODAY + timedelta(days=1), size=SMALL).digest() != one
    assert story.write(TODAY, seed=1, size=SMALL).digest() != one


def test_is_as_large_as_promised():
    known = told().customers[:5_500]
    assert sum(one.specialty != PHARMACIST for one in known) == 5_000
    assert Counter(one.kind for one in told().houses) == {"clinic": 400, "pharmacy": 500}
    assert {one.rep for one in told().meetings} == set(range(40))
    assert len(held()) > 12_000
    assert {one.city for one in told().houses} >= {"Москва", "Санкт-Петербург", "Казань", "Екатеринбург"}


def test_nobody_has_anothers_phone_but_the_doubles():
    phones = [one.phone for one in told().customers[:5_500]]
    assert len(set(phones)) == len(phones)
    doubles = told().customers[5_500:]
    assert len(doubles) == 12
    assert {one.phone[-4:] for one in doubles} <= {one.replace("-", "")[-4:] for one in phones}


def test_the_past_is_on_working_days_and_the_plans_are_ahead():
    usual = [one for one in told().meetings if one.day < TODAY and one.rep]
    assert all(one.day.weekday() < 5 for one in usual)
    assert min(one.day for one in held()) >= TODAY - timedelta(days=182)
    assert all(not one.held for one in told().meetings if one.day >= TODAY)
    assert all(any(one.rep == rep and one.day == TODAY for one in told().meetings) for rep in range(40))


def test_the_first_rep_has_a_good_day():
    today = [one for one in told().meetings if one.rep == 0 and one.day == TODAY]
    whom = [told().customers[one.customer] for one in today]
    assert len(today) == 9
    assert sum(one.klass == "A" for one in whom) >= 5
    assert {told().houses[one.house].city for one in whom} == {"Москва"}
    for one in today:
        before = [past for past in held() if past.rep == 0 and past.customer == one.customer]
        assert sum(shown.emotion != 0 or bool(shown.answers) for past in before for shown in past.shown) >= 3


def test_the_weak_slide_is_weak_in_version_1_alone():
    first, second = slides("results", 1), slides("results", 2)
    assert mean(one.seconds for one in first) * 3 < mean(one.seconds for one in second)
    assert mean(one.emotion > 0 for one in first) < 0.06 < 0.25 < mean(one.emotion > 0 for one in second)
    assert mean(one.emotion < 0 for one in first) > 0.12 > mean(one.emotion < 0 for one in second)
    assert ends("results", 1) > 0.3 > 0.1 > ends("results", 2)


def ends(key: str, version: int) -> float:
    """The share of showings in which the slide was the last one."""
    reached = [one for one in held(version) if any(shown.key == key for shown in one.shown)]
    return mean(one.shown[-1].key == key for one in reached)


def test_version_2_is_shown_from_three_weeks_ago_on():
    fresh = TODAY - timedelta(days=21)
    assert all((one.version == 2) == (one.day >= fresh) for one in held() if one.version > 0)


def test_one_region_lags():
    by_region = Counter(one.rep // 10 for one in held())
    use = {region: mean(one.version != 0 for one in held() if one.rep // 10 == region) for region in range(4)}
    assert by_region[2] < 0.6 * min(by_region[region] for region in (0, 1, 3))
    assert use[2] < 0.6 * min(use[region] for region in (0, 1, 3))


def test_cardiologists_and_therapists_answer_otherwise():
    share = {specialty: answers("share", specialty) for specialty in (CARDIOLOGIST, THERAPIST)}
    assert mean(share[CARDIOLOGIST]) > mean(share[THERAPIST]) + 15
    steps = {specialty: Counter(answers("step", specialty)) for specialty in (CARDIOLOGIST, THERAPIST)}
    assert steps[CARDIOLOGIST].most_common(1)[0][0] == "try"
    assert steps[THERAPIST].most_common(1)[0][0] == "materials"


def answers(question: str, specialty: str) -> list:
    return [
        value
        for one in held()
        if told().customers[one.customer].specialty == specialty
        for shown in one.shown
        for name, _kind, value, _text in shown.answers
        if name == question
    ]
