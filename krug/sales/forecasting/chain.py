"""What of a row is hashed, and how rows hang on one another. Pure.

A digest is SHA-256 over the digest of the row before and the canonical JSON of this one. Whoever changes what
is in `content` changes what every kept digest proves: a new meaning is a new `SCHEMA`, the old one stays.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from krug.site.clock import micros

SCHEMA = 1
NONE = "0" * 64
"""Before the first row of a unit."""
NAMES = (
    *("unit", "number", "submission", "period", "horizon", "owner", "author", "deal", "person"),
    *("organisation", "amount", "currency", "chance", "expected_on", "model"),
    *("cut_off", "made_at", "written_at"),
)


def content(row: Any) -> bytes:
    """Canonical JSON: sorted names, sums with two digits, moments as µs, days as ISO."""
    held = {name: getattr(row, name) for name in NAMES}
    plain = {name: _plain(value) for name, value in held.items()}
    plain["amount"], plain["schema"] = f"{row.amount:.2f}", SCHEMA
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, row: Any) -> str:
    return hashlib.sha256(bytes.fromhex(previous) + content(row)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return micros(value)
    return value if value is None or isinstance(value, int) else str(value)
