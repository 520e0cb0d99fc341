from django.apps import AppConfig


class DecksConfig(AppConfig):
    name = "krug.decks"
    label = "decks"

    def ready(self) -> None:
        from krug.decks import titles

        titles.register_all()
