from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "krug.integrations"
    label = "integrations"

    def ready(self) -> None:
        from krug.integrations.webhooks.listening import listen

        listen()
