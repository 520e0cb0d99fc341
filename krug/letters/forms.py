"""Forms of the pages of letters: what is typed is read here and judged by actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.letters.data import MailboxData
from krug.letters.models import Mailbox
from krug.letters.providers import guess
from krug.letters.words import Security


class MailboxForm(forms.Form):
    """Servers that are left empty are guessed from the address."""

    address = forms.CharField(
        label=_("Address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("An e-mail address is expected.")},
    )
    password = forms.CharField(
        label=_("App password"),
        required=False,
        max_length=300,
        help_text=_(
            "Made in the mailbox's own settings for Krug alone; your sign-in password is seldom taken."
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    name = forms.CharField(
        label=pgettext_lazy("mailbox", "Name"),
        required=False,
        max_length=120,
        help_text=_("As customers read it beside the address."),
    )
    signature = forms.CharField(
        label=_("Signature"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    team = forms.ChoiceField(label=_("Whose it is"), required=False)
    collects = forms.BooleanField(
        label=_("It only collects copies"),
        required=False,
        help_text=_(
            "Everybody gets an address of his own in it: what he sends there as a copy is filed for him."
        ),
    )
    login = forms.CharField(
        label=_("Login"), required=False, max_length=254, help_text=_("Empty: the address.")
    )
    imap_host = forms.CharField(label=_("Server for reading (IMAP)"), required=False, max_length=253)
    imap_port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65_535)
    imap_security = forms.ChoiceField(label=_("Encryption"), required=False, choices=Security.choices)
    smtp_host = forms.CharField(label=_("Server for sending (SMTP)"), required=False, max_length=253)
    smtp_port = forms.IntegerField(label=_("Port"), required=False, min_value=1, max_value=65_535)
    smtp_security = forms.ChoiceField(label=_("Encryption"), required=False, choices=Security.choices)

    def __init__(
        self, teams: list[tuple[str, str]], *args: Any, has_password: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        # Empty is «as it is» where there is one already.
        self.fields["password"].required = not has_password
        if teams:
            self.fields["team"].choices = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]
            del self.fields["collects"]

    def meant(self, shared: bool) -> MailboxData:
        said = self.cleaned_data
        known = guess(said["address"])
        return MailboxData(
            address=said["address"],
            name=said["name"],
            login=said["login"],
            password=said["password"],
            signature=said["signature"],
            shared=shared,
            collects=said.get("collects", False),
            team=int(said["team"]) if said.get("team") else None,
            **{part: said[part] or getattr(known, part) for part in SERVERS},
        )


SERVERS = ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security")


def servers_of(address: str) -> dict[str, Any]:
    known = guess(address)
    return {part: getattr(known, part) for part in SERVERS} if "@" in address else {}


def filled(mailbox: Mailbox) -> dict[str, Any]:
    names = ("address", "name", "signature", "login", *SERVERS)
    return {name: getattr(mailbox, name) for name in names}


class ServerForm(forms.Form):
    host = forms.CharField(
        label=_("Name of the server"),
        max_length=253,
        widget=forms.TextInput({"placeholder": "imap.example.com"}),
    )
    internal = forms.BooleanField(
        label=_("It is of this house's own network"),
        required=False,
        help_text=_("Then any port and a connection without encryption are possible."),
    )


class LetterForm(forms.Form):
    """`draft`: it is kept however unfinished it is."""

    mailbox = forms.ChoiceField(label=pgettext_lazy("letter", "From"))
    to = forms.CharField(
        label=pgettext_lazy("letter", "To"),
        max_length=2000,
        error_messages={"required": _("Say to whom it goes.")},
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=300,
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=50_000,
        widget=forms.Textarea({"rows": 14}),
        error_messages={"required": _("There is nothing written yet.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, boxes: list[Mailbox], draft: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(boxes) > 1:
            self.fields["mailbox"].choices = [(str(one.pk), f"{one.name} <{one.address}>") for one in boxes]  # type: ignore[attr-defined]
        else:
            del self.fields["mailbox"]
        if draft:
            for name in ("mailbox", "to", "subject", "text"):
                if name in self.fields:
                    self.fields[name].required = False
