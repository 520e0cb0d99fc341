from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "krug.sync"
    label = "sync"
