"""Methods are written as drafts and published as versions that never change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from krug.access.audit import record
from krug.access.errors import Conflict, FieldError, Invalid, NotAllowed, WrongInput
from krug.access.models import Unit
from krug.access.rules import Permission, may
from krug.sales.actions.held import Author
from krug.sales.contract import Contract
from krug.sales.errors import DraftChanged, NoDraft
from krug.sales.models import Method, MethodVersion, Publication, Retirement
from krug.sales.refusing import why_wrong
from krug.site import writing


@transaction.atomic
def create_method(author: Author, name: str, contract: Contract, unit: Unit | None = None) -> Method:
    """A method with its first draft. `unit` None: the author's. Raises NotAllowed, WrongInput, Conflict."""
    home = unit.pk if unit else (author.unit_id if author else None)
    if home is None:
        raise WrongInput(_("A method belongs to a business unit."), field="unit", value=None)
    demand(author, home)
    made = Method.objects.create(unit_id=home, name=_name(home, name), author=author)
    MethodVersion.objects.create(method=made, number=1, contract=stored(contract), author=author)
    record(author, "create", "method", made.pk, after={"name": made.name})
    return made


@transaction.atomic
def rename_method(author: Author, method: Method, name: str) -> Method:
    held = _hold(author, method)
    before, held.name = held.name, _name(held.unit_id, name, held.pk)
    if held.name != before:
        held.save()
        record(author, "edit", "method", held.pk, {"name": before}, {"name": held.name})
    return held


@transaction.atomic
def save_draft(
    author: Author,
    method: Method,
    contract: Contract,
    based_on: int | None = None,
    number: int | None = None,
) -> MethodVersion:
    """The draft becomes this contract; without a draft one is begun.

    `based_on`: the `edits` he saw, 0 where there was no draft; `number`: of the draft he saw or was about to
    begin. Raises DraftChanged when somebody saved or published meanwhile.
    """
    held = _hold(author, method)
    draft = draft_of(held)
    if draft is None:
        last = held.versions.aggregate(last=Max("number"))["last"] or 0
        draft = MethodVersion(method=held, number=last + 1)
    elif based_on is not None and based_on != draft.edits:
        raise DraftChanged(field="based_on", value=based_on)
    if number is not None and number != draft.number:
        raise DraftChanged(field="number", value=number)
    draft.contract, draft.author, draft.edits = stored(contract), author, draft.edits + 1
    draft.save()
    record(author, "edit", "method", held.pk, after={"draft": draft.number, "edits": draft.edits})
    return draft


@transaction.atomic
def drop_draft(author: Author, method: Method) -> None:
    """The published version goes on alone. Raises NoDraft where there is nothing else."""
    held = _hold(author, method)
    draft = draft_of(held)
    if draft is None or draft.number == 1:
        raise NoDraft
    draft.delete()
    record(author, "edit", "method", held.pk, before={"draft": draft.number})


@transaction.atomic
def publish(author: Author, method: Method, note: str = "", based_on: int | None = None) -> MethodVersion:
    """The draft holds from now on for new deals; those that run keep theirs.

    `based_on`: the `edits` he read. Raises NoDraft, DraftChanged.
    """
    held = _hold(author, method)
    draft = draft_of(held)
    if draft is None:
        raise NoDraft
    if based_on is not None and based_on != draft.edits:
        raise DraftChanged(field="based_on", value=based_on)
    note = writing.text(note)
    if len(note) > 300:
        raise WrongInput(_("At most 300 characters."), field="note", value=note)
    Publication.objects.create(version=draft, author=author, note=note)
    record(author, "publish", "method", held.pk, after={"version": draft.number, "note": note})
    return draft


@transaction.atomic
def retire_method(author: Author, method: Method) -> None:
    """No new deals by it. Again: nothing changes."""
    held = _hold(author, method)
    if Retirement.objects.get_or_create(method=held, defaults={"author": author})[1]:
        record(author, "retire", "method", held.pk)


@transaction.atomic
def restore_method(author: Author, method: Method) -> None:
    """In use again. Raises Conflict where another has its name by now."""
    held = _hold(author, method)
    _name(held.unit_id, held.name, held.pk)
    if Retirement.objects.filter(method=held).delete()[0]:
        record(author, "restore", "method", held.pk)


def parsed(written: Any) -> Contract:
    """What a page or a program sent, as a contract. Raises Invalid naming every place."""
    try:
        return Contract.model_validate(written)
    except ValidationError as error:
        raise Invalid([_wrong(one) for one in error.errors(include_url=False)]) from error


def _wrong(one: Mapping[str, Any]) -> FieldError:
    steps = [str(step) for step in one["loc"]]
    if place := one.get("ctx", {}).get("place", ""):
        steps.append(place)
    shown = one["input"] if isinstance(one["input"], (str, int)) else ""
    return FieldError("/".join(steps) or "contract", shown, one["type"], why_wrong(one))


def stored(contract: Contract) -> dict[str, Any]:
    return contract.model_dump(mode="json")


def draft_of(method: Method) -> MethodVersion | None:
    return method.versions.filter(publication=None).order_by("-number").first()


def demand(author: Author, unit: int) -> None:
    if author is None:
        return
    if not may(author, Permission.MAKE_METHODS) or author.unit_id not in (None, unit):
        raise NotAllowed


def _hold(author: Author, method: Method) -> Method:
    demand(author, method.unit_id)
    return Method.objects.select_for_update().get(pk=method.pk)


def _name(unit: int, written: str, own: int = 0) -> str:
    name = writing.text(written)
    if not 0 < len(name) <= 80:
        raise WrongInput(_("A name has 1 to 80 characters."), field="name", value=written)
    if Method.objects.filter(unit=unit, name=name, retirement=None).exclude(pk=own).exists():
        raise Conflict(_("There is a method of this name already."), field="name", value=name)
    return name
