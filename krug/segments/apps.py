from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "krug.segments"
    label = "segments"

    def ready(self) -> None:
        from krug.segments import blocks, dimensions, listing, marks, privacy

        blocks.register_all()
        dimensions.register_all()
        listing.register_all()
        privacy.register_all()
        marks.listen()
