from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "krug.calls"
    label = "calls"

    def ready(self) -> None:
        from krug.calls import blocks, privacy, titled
        from krug.calls.live import signing_out

        blocks.register_all()
        privacy.register_all()
        titled.register_all()
        signing_out.listen()
