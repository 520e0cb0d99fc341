"""What Nina keeps of her lists in the walked world: a view, a change of many cards, a file."""

from krug.access.models import User
from krug.customers.actions.bulk_change import start_bulk_change
from krug.customers.actions.download import start_download
from krug.customers.actions.views import save_view
from krug.customers.listing.meant import meant
from krug.customers.models import BulkChange, Download, Person, SavedView
from krug.customers.queries import PersonFilters


def viewed(nina: User) -> SavedView:
    return save_view(nina, "Qwertoview", meant(PersonFilters(klass="A"), [], "name"))


def changing(nina: User, doctor: Person) -> BulkChange:
    """Begun; the doctor's card has not been reached."""
    return start_bulk_change(nina, "person", "klass", "C", [doctor.pk])


def downloading(nina: User) -> Download:
    return start_download(nina, meant(PersonFilters(), [], "name"), "csv")
