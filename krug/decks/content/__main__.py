"""The content origin alone: python -m krug.decks.content"""

from granian import Granian
from granian.constants import Interfaces

from krug.site import env


def main() -> None:
    values = env.read()
    port = int(values["KRUG_CONTENT_PORT"] or int(values["KRUG_PORT"]) + 1)
    target = "krug.decks.content.asgi:application"
    Granian(
        target, address=values["KRUG_HOST"], port=port, interface=Interfaces.ASGI, websockets=False
    ).serve()


if __name__ == "__main__":
    main()
