from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "krug.segments"
    label = "segments"

    def ready(self) -> None:
        from krug.segments import dimensions, marks

        dimensions.register_all()
        marks.listen()
