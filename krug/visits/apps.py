from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "krug.visits"
    label = "visits"

    def ready(self) -> None:
        from krug.customers.signals import consent_said
        from krug.visits import blocks, dimensions, own, privacy
        from krug.visits.actions.rename import rename

        blocks.register_all()
        dimensions.register_all()
        privacy.register_all()
        own.register_all()
        consent_said.connect(rename, dispatch_uid="visits.names")
