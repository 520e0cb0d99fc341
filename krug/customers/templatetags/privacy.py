"""The block of a card about personal data."""

from typing import Any

from django import template

from krug.access.rules import Permission, may
from krug.customers.models import Person
from krug.customers.queries import consents_of

register = template.Library()


@register.inclusion_tag("customers/privacy/block.html", takes_context=True)
def privacy_block(context: template.Context, person: Person) -> dict[str, Any]:
    """What the customer allows; under it, for those responsible, who saw him and his own request."""
    user = context["request"].user
    return {
        "person": person,
        "purposes": consents_of(person),
        "editable": may(user, Permission.EDIT_CUSTOMERS),
        "viewers": may(user, Permission.SEE_VIEWERS),
        "subjects": may(user, Permission.ANSWER_SUBJECTS),
        "csrf_token": context.get("csrf_token"),
    }
