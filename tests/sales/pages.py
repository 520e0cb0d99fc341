"""How the tests of deals' pages ask."""

from django.test import Client
from django.urls import reverse

PART = {"HX-Request": "true"}


def read(client: Client, route: str, /, *args: object, **query: object) -> str:
    return str(client.get(reverse(route, args=args), query).content.decode())


def post(client: Client, route: str, /, *args: object, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(route, args=args), data, headers=PART)
    return answer.status_code, answer.content.decode()
