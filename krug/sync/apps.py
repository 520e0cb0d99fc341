from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "krug.sync"
    label = "sync"

    def ready(self) -> None:
        from krug.sync import blocks, builders, marks, privacy

        blocks.register_all()
        builders.register_all()
        privacy.register_all()
        marks.listen()
