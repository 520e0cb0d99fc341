from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "krug.insight"
    label = "insight"
