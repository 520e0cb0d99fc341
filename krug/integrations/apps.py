from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "krug.integrations"
    label = "integrations"

    def ready(self) -> None:
        from krug.integrations import privacy
        from krug.integrations.webhooks.listening import listen

        listen()
        privacy.register_all()
