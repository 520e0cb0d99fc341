"""What accounting tells of a person, for his own request and for its destruction."""

from django.utils.translation import gettext_lazy as _

from krug.accounts.models import Account, Paper
from krug.customers.privacy.places import Place, Rows, register
from krug.customers.privacy.subject import Subject


def _rows(subject: Subject) -> Rows:
    accounts = Account.objects.filter(person__in=subject.ids).order_by("id")
    papers = Paper.objects.filter(account__person__in=subject.ids).order_by("day", "id")
    told = ("source", "external_id", "tax_number", "currency", "credit_limit", "stopped", "as_of")
    held = ("source", "external_id", "kind", "number", "day", "due", "amount", "currency", "cancelled")
    return [*accounts.values(*told), *papers.values(*held)]


def _drop(subject: Subject) -> int:
    """The books themselves are kept where they are kept by law: in the accounting system."""
    return Account.objects.filter(person__in=subject.ids).delete()[0]


def register_all() -> None:
    register(Place("accounts", _("Balance"), _rows, _drop))
