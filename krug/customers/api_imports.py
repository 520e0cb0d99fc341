"""/api/v1/imports: a file of persons or organisations from its first look to its taking back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.actions import cancel_import, run_import, set_mapping, start_import, undo_import
from krug.customers.api import id_of, territories_of
from krug.customers.models import ContactImport
from krug.customers.queries import imports_of, preview, progress, reach_import, rejected_csv, undone
from krug.customers.queries.imports import state_of
from krug.customers.queries.undoing import kept_csv

router = Router(tags=["imports"])
Word = Annotated[str, Field(max_length=60)]
CSV = {"200": {"description": "UTF-8 with a mark, `;` between cells.", "content": {"text/csv": {}}}}


class ImportIn(Schema):
    """`kind`: what the rows are. `territory`: whose the cards become; the unit's, if it is left out."""

    kind: ContactImport.Kind = ContactImport.Kind.PERSON
    territory: UUID | None = None


class ColumnOut(Schema):
    """`number` from 0; `field`: what of a card it fills, empty: nothing."""

    number: int
    heading: str
    samples: list[str]
    field: str


class PreviewRowOut(Schema):
    """`fate`: new, double (left out), alike (taken, but looks like a double), wrong (left out)."""

    line: int
    cells: list[str]
    name: str
    fate: str
    why: str


class PreviewOut(Schema):
    """What will happen with the columns as they are now. The counts are of the first `judged` rows."""

    columns: list[ColumnOut]
    rows: list[PreviewRowOut]
    judged: int
    new: int
    doubles: int
    alike: int
    wrong: int


class UndoingOut(Schema):
    """`kept`: cards that stay, since somebody has worked with them."""

    running: bool
    rows: int
    removed: int
    kept: int


class ImportOut(Schema):
    """`state`: mapping, running, finished, failed, cancelled."""

    uid: UUID
    kind: ContactImport.Kind
    filename: str
    created_at: datetime
    state: str
    rows: int
    done: int
    created: int
    doubles: int
    failure: str


class ImportCardOut(ImportOut):
    """`left`: seconds to go, as far as that is known; `preview` until it begins."""

    rejected: int
    left: int | None
    undoing: UndoingOut | None
    preview: PreviewOut | None


class ColumnsIn(Schema):
    """Column number → field of a card, own ones as own.<key>; what is not named is left out."""

    model_config = ConfigDict(extra="forbid")

    columns: Annotated[dict[Annotated[str, Field(pattern="^[0-9]{1,4}$")], Word], Field(max_length=1000)]


@router.get("", response=list[ImportOut], summary="Your last imports", url_name="imports_api")
@require(Permission.IMPORT)
def listed(request: SignedInRequest) -> list[dict[str, Any]]:
    return [_out(one) for one in imports_of(request.user)]


@router.post("", response={201: ImportCardOut}, summary="A file of contacts", url_name="imports_api")
@require(Permission.IMPORT)
def start(
    request: SignedInRequest, file: File[UploadedFile], given: Form[ImportIn]
) -> Status[dict[str, Any]]:
    """CSV, XLSX, JSON lines or, of persons, vCard: known by its content. Nothing is taken before `run`."""
    rows = territories_of(request.user)
    pk = id_of(rows, "territory", given.territory)
    territory = rows.get(pk=pk) if pk else None
    made = start_import(request.user, file.name or "contacts.csv", file.chunks(), territory, given.kind)
    return Status(201, _card(made))


@router.get("/{uuid:uid}", response=ImportCardOut, summary="How far it is", url_name="import_api")
@require(Permission.IMPORT)
def get(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _card(reach_import(request.user, uid))


@router.put(
    "/{uuid:uid}/columns",
    response=ImportCardOut,
    summary="What its columns hold",
    url_name="import_columns_api",
)
@require(Permission.IMPORT)
def columns(request: SignedInRequest, uid: UUID, given: ColumnsIn) -> dict[str, Any]:
    return _card(set_mapping(request.user, reach_import(request.user, uid), given.columns))


@router.post("/{uuid:uid}/run", response=ImportCardOut, summary="Take it", url_name="import_run_api")
@require(Permission.IMPORT)
def run(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """One that stopped or was cancelled half-way goes on from there."""
    return _card(run_import(request.user, reach_import(request.user, uid)))


@router.post("/{uuid:uid}/cancel", response=ImportCardOut, summary="Stop it", url_name="import_cancel_api")
@require(Permission.IMPORT)
def cancel(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """What is in stays in."""
    return _card(cancel_import(request.user, reach_import(request.user, uid)))


@router.post("/{uuid:uid}/undo", response=ImportCardOut, summary="Take it back", url_name="import_undo_api")
@require(Permission.IMPORT)
def undo(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """Cards that somebody has worked with since stay, and say why."""
    undo_import(request.user, reach_import(request.user, uid))
    return _card(reach_import(request.user, uid))


@router.get(
    "/{uuid:uid}/rejected",
    summary="Rows left out, with the reason of each",
    url_name="import_rejected_api",
    openapi_extra={"responses": CSV},
)
@require(Permission.IMPORT)
def rejected(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    held = reach_import(request.user, uid)
    audit.record(request.user, "export", "import", held.pk, after={"what": "rejected rows"})
    return StreamingHttpResponse(rejected_csv(held), content_type="text/csv; charset=utf-8")


@router.get(
    "/{uuid:uid}/kept",
    summary="Cards that stayed when it was taken back",
    url_name="import_kept_api",
    openapi_extra={"responses": CSV},
)
@require(Permission.IMPORT)
def kept(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    held = reach_import(request.user, uid)
    audit.record(request.user, "export", "import", held.pk, after={"what": "kept rows"})
    return StreamingHttpResponse(kept_csv(request.user, held), content_type="text/csv; charset=utf-8")


def _out(held: ContactImport) -> dict[str, Any]:
    plain = ("uid", "kind", "filename", "created_at", "rows", "done", "created", "doubles", "failure")
    return {name: getattr(held, name) for name in plain} | {"state": state_of(held)}


def _card(held: ContactImport) -> dict[str, Any]:
    how = progress(held)
    return _out(held) | {
        "rejected": how.rejected,
        "left": how.left,
        "undoing": undone(held),
        "preview": None if held.started_at else preview(held),
    }
