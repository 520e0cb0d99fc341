from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "krug.access"
    label = "access"

    def ready(self) -> None:
        from krug.access import entrance, second_factor

        entrance.listen()
        second_factor.listen()
