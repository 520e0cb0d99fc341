from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "krug.customers"
    label = "customers"
