"""Run by krug.bench.slide: the demo company with its deck → JSON of sign-in, deck and number of slides."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from krug.decks.models import Version  # noqa: E402
from krug.demo.company import load  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    credentials = load(lambda text: print(text, file=sys.stderr))
    newest = Version.objects.order_by("number", "id").last()
    assert newest is not None
    emails = {email.split("@")[0]: email for _role, email in credentials.sign_ins}
    made = {"email": emails["rep"], "password": credentials.password}
    print(json.dumps({**made, "deck": str(newest.deck.uid), "slides": newest.slides.count()}))


if __name__ == "__main__":
    main()
