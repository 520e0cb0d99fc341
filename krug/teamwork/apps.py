from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "krug.teamwork"
    label = "teamwork"

    def ready(self) -> None:
        from krug.teamwork import blocks

        blocks.register_all()
