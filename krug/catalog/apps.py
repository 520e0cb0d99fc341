from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "krug.catalog"
    label = "catalog"

    def ready(self) -> None:
        from krug.catalog import own

        own.register_all()
