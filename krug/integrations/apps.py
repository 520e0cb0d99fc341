from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "krug.integrations"
    label = "integrations"
