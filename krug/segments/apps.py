from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "krug.segments"
    label = "segments"

    def ready(self) -> None:
        from krug.segments import dimensions, marks, privacy

        dimensions.register_all()
        privacy.register_all()
        marks.listen()
