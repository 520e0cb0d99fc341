"""What the rep's unit asks customers' consent for, with the texts in force: a tablet shows them in full
without a network. They are few and change seldom, so they travel whole, and only when they differ.
"""

import hashlib
import json
from typing import Any

from krug.access.models import User
from krug.customers.models import Purpose


def purposes_of(user: User, held: str) -> dict[str, Any]:
    """`held`: the digest of what the device has; then `list` is None, since it is that already."""
    told = [_purpose(one) for one in Purpose.objects.filter(unit=user.unit_id).order_by("id")]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    return {"digest": digest, "list": None if digest == held else told}


def _purpose(one: Purpose) -> dict[str, Any]:
    text = one.texts.order_by("-number").first()
    return {
        "code": one.code,
        "name": {"ru": one.name_ru, "en": one.name_en},
        "basis": one.basis,
        "slides": one.slides,
        "text": {"number": text.number, "text": text.text} if text else None,
    }
