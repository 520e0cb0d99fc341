"""What lists can be sorted by: each has an index in every scope, so that any page costs the same."""

from dataclasses import dataclass

MEMBERS, PLACES = "access_scopemember", "customers_listplace"


@dataclass(frozen=True, slots=True)
class Order:
    """`keys`: columns of `table` that the list is walked by, all in one direction; the last is the row."""

    name: str
    table: str
    keys: tuple[str, ...]
    down: bool = False

    @property
    def said(self) -> str:
        """As addresses and saved views have it: `city`, or `-city` from the last to the first."""
        return f"-{self.name}" if self.down else self.name

    @property
    def words(self) -> str:
        """For ORDER BY, of columns `k0`, `k1`…"""
        way = " DESC" if self.down else ""
        return ", ".join(f"k{at}{way}" for at in range(len(self.keys)))

    @property
    def columns(self) -> str:
        return ", ".join(f"m.{key} AS k{at}" for at, key in enumerate(self.keys))

    @property
    def walk(self) -> str:
        way = " DESC" if self.down else ""
        return ", ".join(f"m.{key}{way}" for key in self.keys)

    @property
    def beyond(self) -> str:
        """What lies behind a position."""
        keys, holes = ", ".join(f"m.{key}" for key in self.keys), ", ".join(["%s"] * len(self.keys))
        return f"({keys}) {'<' if self.down else '>'} ({holes})"


NAME = Order("name", MEMBERS, ("sort", "row"))
_ORDERS = {
    "name": NAME,
    "klass": Order("klass", PLACES, ("klass", "sort", "row")),
    "city": Order("city", PLACES, ("city", "sort", "row")),
    # Cards are numbered as they are made.
    "created": Order("created", PLACES, ("row",)),
    "changed": Order("changed", PLACES, ("changed", "row")),
}
OF = dict.fromkeys(("person", "organisation"), tuple(_ORDERS))


def order_of(kind: str, said: str) -> Order:
    """The order that is said, by name where there is no such."""
    name = said.removeprefix("-")
    if name not in OF[kind]:
        return NAME
    found = _ORDERS[name]
    return Order(found.name, found.table, found.keys, down=said.startswith("-"))
