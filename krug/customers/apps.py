from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "krug.customers"
    label = "customers"

    def ready(self) -> None:
        from krug.customers import dimensions

        dimensions.register_all()
