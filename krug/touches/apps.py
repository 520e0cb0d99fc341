from django.apps import AppConfig


class TouchesConfig(AppConfig):
    name = "krug.touches"
    label = "touches"
