"""Types of JSON that mean what the document says: true is not 1, and a day is not a number of seconds."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: Any) -> Any:
    """Only what is written as ISO 8601 says it."""
    if isinstance(value, bool | int | float) or (isinstance(value, str) and not DAY.match(value)):
        raise ValueError("not ISO 8601")
    return value


Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
