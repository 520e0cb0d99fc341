from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "krug.letters"
    label = "letters"

    def ready(self) -> None:
        from krug.letters import blocks, leaving, privacy, titles

        blocks.register_all()
        leaving.listen()
        privacy.register_all()
        titles.register_all()
