from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "krug.site"
    label = "krug_site"

    def ready(self) -> None:
        from krug.site import checks  # noqa: F401 - registers the system checks
