from django.apps import AppConfig


class DecksConfig(AppConfig):
    name = "krug.decks"
    label = "decks"
