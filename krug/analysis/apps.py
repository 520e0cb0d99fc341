from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "krug.analysis"
    label = "analysis"

    def ready(self) -> None:
        from krug.analysis import scopes

        scopes.register_all()
