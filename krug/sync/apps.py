from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "krug.sync"
    label = "sync"

    def ready(self) -> None:
        from krug.sync import builders, marks, privacy

        builders.register_all()
        privacy.register_all()
        marks.listen()
