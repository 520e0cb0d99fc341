from django.apps import AppConfig


class BehaviourConfig(AppConfig):
    name = "krug.behaviour"
    label = "behaviour"

    def ready(self) -> None:
        from krug.behaviour import blocks, privacy

        blocks.register_all()
        privacy.register_all()
