"""No phone system at all: it says what the page of telephony has it say, to see what a ring looks like."""

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.speaking import Adapter


class Demo(Adapter):
    code = "demo"
    title = _("None: try it out")
