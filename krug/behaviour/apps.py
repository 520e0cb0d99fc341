from django.apps import AppConfig


class BehaviourConfig(AppConfig):
    name = "krug.behaviour"
    label = "behaviour"

    def ready(self) -> None:
        from krug.behaviour import privacy

        privacy.register_all()
