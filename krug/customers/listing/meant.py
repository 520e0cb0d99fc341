"""What a saved view means: typed and checked whenever it is read, with the number of its form beside it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from krug.customers.queries.lists import Filters, OrganisationFilters, PersonFilters
from krug.customers.queries.orders import OF, order_of

SCHEMA = 1
Text = Annotated[str, Field(max_length=120)]
Reference = Annotated[int, Field(ge=1)] | None
Name = Annotated[str, Field(min_length=1, max_length=80)]


class _Typed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonMeant(_Typed):
    kind: Literal["person"] = "person"
    klass: Literal["", "A", "B", "C"] = ""
    specialty: Text = ""
    city: Text = ""
    territory: Reference = None
    organisation: Reference = None
    trait: Text = ""
    part: Annotated[str, Field(max_length=20)] = ""

    def filters(self, more: tuple[tuple[str, str], ...]) -> Filters:
        return PersonFilters(**self.model_dump(exclude={"kind"}), more=more)


class OrganisationMeant(_Typed):
    kind: Literal["organisation"] = "organisation"
    type: Annotated[str, Field(max_length=20)] = ""
    klass: Literal["", "A", "B", "C"] = ""
    city: Text = ""
    territory: Reference = None
    parent: Reference = None
    tax_number: Text = ""

    def filters(self, more: tuple[tuple[str, str], ...]) -> Filters:
        own = self.model_dump(exclude={"kind", "type"})
        return OrganisationFilters(kind=self.type, **own, more=more)


class Brought(_Typed):
    """A value of a filter that another domain brought."""

    name: Name
    value: Annotated[str, Field(min_length=1, max_length=200)]


class Meant(_Typed):
    """`columns`: none are the usual ones. `sort`: as krug.customers.queries.orders says it."""

    filters: Annotated[PersonMeant | OrganisationMeant, Field(discriminator="kind")]
    more: Annotated[tuple[Brought, ...], Field(max_length=20)] = ()
    columns: Annotated[tuple[Name, ...], Field(max_length=60)] = ()
    sort: Name = "name"

    @model_validator(mode="after")
    def _sorts(self) -> "Meant":
        if self.sort.removeprefix("-") not in OF[self.filters.kind]:
            raise ValueError(f"no such order: {self.sort}")
        return self

    @property
    def wanted(self) -> Filters:
        return self.filters.filters(tuple((one.name, one.value) for one in self.more))

    @property
    def order(self) -> Any:
        return order_of(self.filters.kind, self.sort)


def meant(filters: Filters, columns: tuple[str, ...], sort: str) -> Meant:
    """Raises pydantic's ValidationError for what cannot be kept."""
    own = {name: getattr(filters, name) for name in filters.__slots__ if name != "more"}
    kind = "person" if isinstance(filters, PersonFilters) else "organisation"
    if kind == "organisation":
        own["type"] = own.pop("kind")
    more = [{"name": name, "value": value} for name, value in filters.more]
    return Meant.model_validate(
        {"filters": {"kind": kind, **own}, "more": more, "columns": columns, "sort": sort}
    )


def query_of(meant: Meant) -> dict[str, str]:
    """As the address of the list says it. The sort is always said, so that an address says something."""
    wanted = meant.wanted
    own = {name: getattr(wanted, name) for name in wanted.__slots__ if name != "more"}
    said = {name: str(value) for name, value in own.items() if value not in ("", None)}
    said |= dict(wanted.more)
    if meant.columns:
        said["columns"] = ",".join(meant.columns)
    return said | {"sort": meant.sort}
