"""A small company for tests in a browser: a rep, a marketer, two doctors, a deck, a visit today.

Run inside an installation of its own (conftest.Server.python), through the same actions as everything else.
"""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.utils import timezone

from krug.access.actions.assign_territory import assign_territory
from krug.access.actions.create_user import UserData, create_users
from krug.access.actions.house import create_group, create_team, create_territory, create_unit
from krug.access.actions.join_group import join_group_many
from krug.access.models import Role, User
from krug.customers.actions import create_persons
from krug.customers.data import PersonData
from krug.customers.models import Purpose
from krug.decks.actions.add_version import import_deck
from krug.decks.actions.publish import publish
from krug.visits.actions import plan_visits
from krug.visits.data import VisitPlan

PASSWORD = "Winter-evening-9"
REP, MARKETER, STRANGER = "rep@krug.test", "marketer@krug.test", "stranger@krug.test"
DECK = "Heart"
DOCTOR, COLLEAGUE = "Петрова", "Смирнова"
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>{body}</body></html>"""
CHOICE = """<krug-choice question="first-line" label="First line?"><option value="a">Alpha</option>
<option value="b">Beta</option></krug-choice>"""


def deck_zip(language: str) -> io.BytesIO:
    """Three slides; the second asks, and who answers «b» is led on to the first again."""
    titles = {"intro": "Intro", "ask": "Ask", "dose": "Dose"}
    bodies = {"intro": "<p>Welcome</p>", "ask": CHOICE, "dose": "<p>Once a day</p>"}
    question = {
        "id": "first-line",
        "kind": "choice",
        "text": "First line?",
        "options": [{"value": "a", "text": "Alpha"}, {"value": "b", "text": "Beta"}],
    }
    slides: list[dict[str, Any]] = [
        {"key": key, "title": title, "file": f"{key}.html"} for key, title in titles.items()
    ]
    slides[1] |= {
        "questions": [question],
        "next": [{"to": "intro", "when": {"question": "first-line", "equals": "b"}}],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "krug.json", json.dumps({"krug": 1, "title": DECK, "language": language, "slides": slides})
        )
        for key, title in titles.items():
            archive.writestr(f"{key}.html", PAGE.format(language=language, title=title, body=bodies[key]))
    packed.seek(0)
    return packed


def make(language: str, asks: bool = False) -> dict[str, str]:
    """Makes the company; returns uids the test asks for. `asks`: names on showings need a consent."""
    unit = create_unit(None, "Pharma")
    if not asks:
        Purpose.objects.filter(unit=unit, slides=True).update(basis=Purpose.Basis.INTEREST)
    team = create_team(None, unit, "North")
    land = create_territory(None, team, "Coast")
    group = create_group(None, unit, "Everybody")
    rep, marketer, _stranger = create_users(
        None,
        [
            UserData(REP, "Анна Иванова", Role.REP, unit, team, password=PASSWORD, language=language),
            UserData(MARKETER, "Марк", Role.MARKETER, unit, password=PASSWORD, language=language),
            UserData(STRANGER, "Олег", Role.REP, unit, team, password=PASSWORD, language=language),
        ],
    )
    assign_territory(None, land, rep)
    join_group_many(None, group, [rep])
    rep = User.objects.get(pk=rep.pk)
    doctor, _colleague = create_persons(
        marketer,
        [
            PersonData(
                last_name=name, first_name="Мария", specialty="Кардиолог", klass="A", territory=land.pk
            )
            for name in (DOCTOR, COLLEAGUE)
        ],
    )
    version = import_deck(marketer, deck_zip(language))
    publish(marketer, version, [group])
    plan_visits(rep, [VisitPlan(staff=rep, person=doctor, planned_at=timezone.now() + timedelta(seconds=5))])
    slides = {slide.key: str(slide.uid) for slide in version.slides.all()}
    return {"doctor": str(doctor.uid), "deck": str(version.deck.uid), "user": str(rep.uid), **slides}
