from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "krug.catalog"
    label = "catalog"
