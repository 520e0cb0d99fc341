from krug.integrations.models.exchange import Exchange, ExchangeFile

__all__ = ["Exchange", "ExchangeFile"]
