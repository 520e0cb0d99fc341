from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "krug.insight"
    label = "insight"

    def ready(self) -> None:
        from krug.insight import dimensions

        dimensions.register_all()
