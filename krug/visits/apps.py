from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "krug.visits"
    label = "visits"

    def ready(self) -> None:
        from krug.visits import dimensions, privacy

        dimensions.register_all()
        privacy.register_all()
