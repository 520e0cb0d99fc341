from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SalesConfig(AppConfig):
    name = "krug.sales"
    label = "sales"

    def ready(self) -> None:
        from krug.sales import blocks, calendar, dimensions, marks, own, privacy

        dimensions.register_all()
        marks.listen()
        own.register_all()
        privacy.register_all()
        blocks.register_all()
        calendar.register_all()
        post_migrate.connect(_guard, sender=self, dispatch_uid="sales.guard")


def _guard(**_signal: Any) -> None:
    from krug.sales.forecasting import guard

    guard.ensure()
