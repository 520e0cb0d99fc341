from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "krug.access"
    label = "access"
