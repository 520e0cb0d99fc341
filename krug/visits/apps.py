from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "krug.visits"
    label = "visits"
