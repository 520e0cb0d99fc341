"""/api/v1/questions: what sales and marketing have agreed of products."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.catalog.queries import reach_product
from krug.teamwork.queries import standing

router = Router(tags=["questions"])


class AgreementOut(Schema):
    """`answers`: question (way, guide, aim, obstacles, passing, success) → text. A version never changes."""

    uid: UUID
    product: UUID
    number: int
    signed_at: datetime
    answers: dict[str, str]


@router.get("/{uuid:uid}", response=AgreementOut, summary="The agreed six answers", url_name="questions_api")
@require(Permission.SEE_CUSTOMERS)
def agreed(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    """Of a product, or of what it is an option of. 404: nothing is agreed."""
    product = reach_product(request.user, uid)
    found = next(iter(standing([product]).values()), None)
    if found is None:
        raise Http404
    return {
        "uid": found.uid,
        "product": found.product.uid,
        "number": found.number,
        "signed_at": found.signed_at,
        "answers": found.texts,
    }
