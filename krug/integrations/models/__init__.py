from krug.integrations.models.endpoint import Delivery, Endpoint
from krug.integrations.models.exchange import Exchange, ExchangeFile

__all__ = ["Delivery", "Endpoint", "Exchange", "ExchangeFile"]
