"""Which column of a file of organisations holds what."""

from django.utils.translation import gettext_lazy as _

from krug.customers import normal, numbers
from krug.customers.contact_csv.cells import place_kind
from krug.customers.contact_csv.columns import ADDRESSED, Fields, by_heading
from krug.customers.matching.forms import name_parts


def _kind(cell: str) -> str:
    if "@" in cell:
        return "email" if normal.email(cell) else ""
    # Before phones: an INN has as many digits as some of them.
    for field, proved in (("tax_number", numbers.tax_number), ("state_number", numbers.state_number)):
        if proved(cell):
            return field
    if sum(sign.isdigit() for sign in cell) >= 7 and normal.phone(cell):
        return "phone"
    known = place_kind(cell) != "company" or name_parts(cell)[1]
    return "name" if known and any(sign.isalpha() for sign in cell) else ""


ORGANISATION = Fields(
    kind="organisation",
    names={
        "name": _("Organisation name"),
        "kind": _("Kind"),
        "klass": _("Class"),
        "parent": _("Chain"),
        "tax_number": _("INN"),
        "tax_reason": _("KPP"),
        "state_number": _("OGRN"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "city": _("City"),
        "address": _("Address"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
    },
    many=frozenset({"phone", "email"}),
    needed=frozenset({"name"}),
    missing=_("Say which column holds the name."),
    headings=by_heading(
        {
            **ADDRESSED,
            "name": "название|наименование|организация|компания|лпу|учреждение|клиника|аптека|фирма|"
            "предприятие|"
            "контрагент|клиент|полное наименование|краткое наименование|юридическое лицо|юрлицо|юр лицо|"
            "название организации|наименование организации|name|organisation|organization|company|"
            "company name|"
            "account|account name|customer|legal name|clinic|pharmacy|organization name",
            "address": f"{ADDRESSED['address']}|юридический адрес|почтовый адрес|legal address",
            "klass": "класс|abc|сегмент|class|segment|grade|tier",
            "kind": "вид|тип|тип организации|вид организации|тип учреждения|kind|type|category|account type",
            "parent": "сеть|аптечная сеть|головная организация|холдинг|группа компаний|входит в|chain|parent|"
            "parent account|part of|holding|group",
            "tax_number": "инн|инн организации|инн компании|налоговый номер|inn|tax number|tax id|vat|"
            "vat number|tin",
            "tax_reason": "кпп|kpp|tax reason",
            "state_number": "огрн|огрнип|ogrn|ogrnip|state number|registration number",
        }
    ),
    by_content=_kind,
    alone={},
    own={},
)
