"""A refusal said in a form: of no domain, so every domain's pages may use it."""

from django import forms

from krug.access.errors import Invalid, KrugError


def tell(form: forms.Form, error: KrugError) -> None:
    """Each mistake at its field; what has none above all of them."""
    if isinstance(error, Invalid):
        for one in error.errors:
            form.add_error(one.field if one.field in form.fields else None, str(one.message))
    elif (place := str(error.where.get("field", ""))) in form.fields:
        form.add_error(place, str(error.detail or error.title))
    else:
        form.add_error(None, f"{error.title}. {error.detail}" if error.detail else str(error.title))
