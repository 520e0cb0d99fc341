"""What can be moved in a scenario, with its bounds. Typed; a scenario is stored as this."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[int, Field(ge=-60, le=150)]


class Hire(BaseModel):
    """So many people from the beginning of a month of the plan (0, 1, …), who learn for `ramp` months."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: Annotated[int, Field(ge=-20, le=20)] = 0
    month: Annotated[int, Field(ge=0, le=11)] = 0
    ramp: Annotated[int, Field(ge=0, le=12)] = 3


class Levers(BaseModel):
    """Per cent up or down of what is: nothing moved is the plan as it was proposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hire: Hire = Hire()
    contacts: Percent = 0
    conversion: Annotated[
        dict[Annotated[str, Field(pattern="^(contact|need|proposal|decision|contract)$")], Percent],
        Field(max_length=5),
    ] = {}
    average: Percent = 0
    time: Percent = 0
    price: Percent = 0


NONE = Levers()
