from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "krug.customers"
    label = "customers"

    def ready(self) -> None:
        from krug.access.signals import unit_made
        from krug.customers import dimensions, own_blocks
        from krug.customers.actions.consents import ensure_purposes
        from krug.customers.listing import own_columns
        from krug.customers.privacy import own_places

        # After the actions: what own fields need of cards leads back to them.
        from krug.customers import own  # isort: skip

        dimensions.register_all()
        own_columns.register_all()
        own_blocks.register_all()
        own_places.register_all()
        own.register_all()
        unit_made.connect(
            lambda unit, **_signal: ensure_purposes(unit), weak=False, dispatch_uid="customers.purposes"
        )
