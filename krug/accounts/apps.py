from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "krug.accounts"
    label = "accounts"

    def ready(self) -> None:
        from krug.accounts import blocks, privacy

        blocks.register_all()
        privacy.register_all()
