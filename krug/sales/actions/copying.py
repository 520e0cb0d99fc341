"""A method made of another: a ready-made one, a copy, a file. Always a draft first."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import FieldError, Invalid, WrongInput
from krug.access.models import Unit
from krug.sales.actions.held import Author
from krug.sales.actions.method import create_method, demand, parsed, publish, stored
from krug.sales.contract import SCHEMA, Contract
from krug.sales.models import Method, MethodVersion
from krug.sales.ready import READY
from krug.site import writing

MARK = "krug_method"
"""What a file of a method begins with: the number of its schema."""
BIGGEST = 1024 * 1024
"""Bytes of a file."""
LONGEST = 80


@transaction.atomic
def take_ready(author: Author, code: str, unit: Unit | None = None, at_once: bool = False) -> Method:
    """A ready-made method in the language of whoever takes it; `at_once`: it holds from now on."""
    if code not in READY:
        raise WrongInput(_("There is no such ready-made method."), field="ready", value=code)
    ready = READY[code]
    made = create_method(author, _free(_home(author, unit), str(ready.name)), ready.make(), unit)
    if at_once:
        publish(author, made, _("Ready-made method"))
    return made


@transaction.atomic
def copy_method(author: Author, version: MethodVersion) -> Method:
    """A new method of the same unit with a draft of what this version says."""
    method = version.method
    demand(author, method.unit_id)
    made = create_method(author, _free(method.unit_id, method.name), version.meant, method.unit)
    record(author, "copy", "method", made.pk, after={"of": method.pk, "version": version.number})
    return made


@transaction.atomic
def import_method(author: Author, content: bytes, unit: Unit | None = None) -> Method:
    """Of a file that `exported` made, here or elsewhere. Raises Invalid naming every place."""
    name, contract = read_file(content)
    made = create_method(author, _free(_home(author, unit), name), contract, unit)
    record(author, "import", "method", made.pk, after={"bytes": len(content)})
    return made


def exported(author: Author, version: MethodVersion) -> dict[str, Any]:
    """What a file of this version says. It goes out of the house: that is written down."""
    demand(author, version.method.unit_id)
    record(author, "export", "method", version.method_id, after={"version": version.number})
    return {MARK: SCHEMA, "name": version.method.name, "contract": stored(version.meant)}


def read_file(content: bytes) -> tuple[str, Contract]:
    """Name and contract of a file. Raises Invalid: nothing of a file is taken on trust."""
    if len(content) > BIGGEST:
        raise _refused("file", "too_long", _("This file is larger than any method."))
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refused("file", "not_json", _("This is no file of a method.")) from error
    if not isinstance(read, dict) or MARK not in read:
        raise _refused("file", "not_a_method", _("This is no file of a method."))
    if read[MARK] != SCHEMA:
        raise _refused(MARK, "other_schema", _("This file was written by another version of Krug."))
    name = read.get("name")
    name = writing.text(name) if isinstance(name, str) else ""
    if not 0 < len(name) <= LONGEST:
        raise _refused("name", "empty", _("A name has 1 to 80 characters."))
    return name, parsed(read.get("contract"))


def _refused(place: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(place, "", code, message)])


def _home(author: Author, unit: Unit | None) -> int | None:
    return unit.pk if unit else (author.unit_id if author else None)


def _free(unit: int | None, name: str) -> str:
    """The name, numbered where there is a method of that name already."""
    taken = set(Method.objects.filter(unit=unit, retirement=None).values_list("name", flat=True))
    whole = " ".join(name.split())
    free, number = whole, 1
    while free in taken:
        number += 1
        tail = f" {number}"
        free = whole[: LONGEST - len(tail)].rstrip() + tail
    return free
