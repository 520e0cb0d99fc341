"""Everything that is kept of a customer, counted or as a file for him (152-FZ article 14, GDPR 15 and 20)."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from krug.customers.privacy.places import Place, Rows, places
from krug.customers.privacy.subject import Subject


@dataclass(frozen=True, slots=True)
class Section:
    """One place with what it keeps of him; `columns` are the names its rows have, in order."""

    place: Place
    rows: Rows

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row))

    @property
    def lines(self) -> list[list[str]]:
        return [[_shown(row.get(name)) for name in self.columns] for row in self.rows]


def sections(subject: Subject) -> list[Section]:
    return [Section(place, place.rows(subject)) for place in places()]


def archive(subject: Subject) -> bytes:
    """A zip: everything.json for programs, everything.html for reading."""
    found = [section for section in sections(subject) if section.rows]
    whole = {section.place.code: section.rows for section in found}
    text = json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=str)
    page = render_to_string(
        "customers/privacy/extract.html", {"sections": found, "subject": subject, "now": timezone.now()}
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("everything.json", text)
        packed.writestr("everything.html", page)
    return file.getvalue()


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d %H:%M"))
    return str(value)
