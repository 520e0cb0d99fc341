from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "krug.demo"
    label = "demo"
