"""/api/v1/exports: lists as files and a card as vCard, as the pages give them: limited and written down."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, hidden
from krug.customers.actions.export import export_card, export_list
from krug.customers.api import ListFilters, Text, filters_of
from krug.customers.api_organisations import OrganisationListFilters, organisation_filters_of
from krug.customers.contact_vcard.writing import vcard
from krug.customers.queries import reach_person
from krug.customers.views.exporting import XLSX, file_of, named

router = Router(tags=["exports"])
Format = Literal["csv", "xlsx"]
TABLE: dict[str, Any] = {
    "responses": {"200": {"description": "The whole list as a file.", "content": {"text/csv": {}, XLSX: {}}}}
}
CARD: dict[str, Any] = {"responses": {"200": {"description": "vCard 3.0", "content": {"text/vcard": {}}}}}


@router.get("/persons", summary="Persons as a file", url_name="persons_export_api", openapi_extra=TABLE)
@require(Permission.EXPORT)
def persons(
    request: SignedInRequest, filters: Query[ListFilters], format: Format = "csv", columns: Text = ""
) -> HttpResponseBase:
    export = export_list(request.user, filters_of(request.user, filters), format, _names(columns))
    return file_of(export, _("customers"), format)


@router.get(
    "/organisations",
    summary="Organisations as a file",
    url_name="organisations_export_api",
    openapi_extra=TABLE,
)
@require(Permission.EXPORT)
def organisations(
    request: SignedInRequest,
    filters: Query[OrganisationListFilters],
    format: Format = "csv",
    columns: Text = "",
) -> HttpResponseBase:
    wanted = organisation_filters_of(request.user, filters)
    export = export_list(request.user, wanted, format, _names(columns))
    return file_of(export, _("organisations"), format)


@router.get(
    "/persons/{uuid:uid}.vcf", summary="A card as vCard", url_name="person_vcard_api", openapi_extra=CARD
)
@require(Permission.EXPORT)
def card(request: SignedInRequest, uid: UUID) -> HttpResponse:
    shown = export_card(request.user, reach_person(request.user, uid))
    answer = HttpResponse(vcard(shown, hidden(request.user)), content_type="text/vcard; charset=utf-8")
    return named(answer, f"{shown.person.full_name}.vcf")


def _names(columns: str) -> tuple[str, ...]:
    """`name,city,phone`: which columns, in which order; empty: the usual ones."""
    return tuple(one for one in columns[:2000].split(",") if one)
