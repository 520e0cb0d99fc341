from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "krug.site"
    label = "krug_site"
