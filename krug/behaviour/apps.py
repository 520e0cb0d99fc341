from django.apps import AppConfig


class BehaviourConfig(AppConfig):
    name = "krug.behaviour"
    label = "behaviour"
