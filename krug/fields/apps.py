from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "krug.fields"
    label = "fields"
