from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "krug.visits"
    label = "visits"

    def ready(self) -> None:
        from krug.visits import blocks, dimensions, own, privacy

        blocks.register_all()
        dimensions.register_all()
        privacy.register_all()
        own.register_all()
