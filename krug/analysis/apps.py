from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalysisConfig(AppConfig):
    name = "krug.analysis"
    label = "analysis"

    def ready(self) -> None:
        from krug.analysis import scopes

        scopes.register_all()
        post_migrate.connect(_watch, sender=self, dispatch_uid="analysis.watch")


def _watch(**_signal: Any) -> None:
    """Unless this domain's own tables are not there (yet, or any more)."""
    from django.db import connection

    from krug.analysis import dimension, watch

    if {"analysis_change", "analysis_stamp"} <= set(connection.introspection.table_names()):
        watch.ensure(dimension.watches())
