from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "krug.sales"
    label = "sales"

    def ready(self) -> None:
        from krug.sales import blocks, marks, own, privacy

        marks.listen()
        own.register_all()
        privacy.register_all()
        blocks.register_all()
