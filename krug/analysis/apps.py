from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "krug.analysis"
    label = "analysis"
