"""The demo company for a browser → JSON of sign-ins, a deck with slides, an organisation that owes."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Count  # noqa: E402

from krug.access.models import User  # noqa: E402
from krug.access.scopes import visible  # noqa: E402
from krug.accounts.models import Paper  # noqa: E402
from krug.customers.models import Organisation  # noqa: E402
from krug.decks.models import Version  # noqa: E402
from krug.demo.company import load  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    credentials = load(lambda text: print(text, file=sys.stderr))
    newest = Version.objects.order_by("number", "id").last()
    assert newest is not None
    emails = {email.split("@")[0]: email for _role, email in credentials.sign_ins}
    made = {"email": emails["rep"], "head": emails["head"], "password": credentials.password}
    deck = {"deck": str(newest.deck.uid), "slides": newest.slides.count()}
    print(json.dumps({**made, **deck, "owes": owing(emails["head"])}))


def owing(email: str) -> str:
    """One whom its viewer sees and whose name no other has: else towns would have to tell them apart."""
    seen = Organisation.objects.filter(id__in=visible(User.objects.get(email=email), "organisation"))
    names = Paper.objects.filter(account__organisation__in=seen).values("account__organisation__name")
    alone = seen.filter(name__in=names).values("name").annotate(many=Count("id")).filter(many=1)
    return str(alone.order_by("name")[0]["name"])


if __name__ == "__main__":
    main()
