from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "krug.accounts"
    label = "accounts"

    def ready(self) -> None:
        from krug.accounts import privacy

        privacy.register_all()
