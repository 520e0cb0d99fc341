from django.apps import AppConfig


class DecksConfig(AppConfig):
    name = "krug.decks"
    label = "decks"

    def ready(self) -> None:
        from krug.decks import dimensions, titles

        dimensions.register_all()
        titles.register_all()
