from krug.integrations.models.endpoint import Delivery, Endpoint
from krug.integrations.models.exchange import Exchange, ExchangeFile
from krug.integrations.models.table_file import LeftRow, Receipt, TableFile

__all__ = ["Delivery", "Endpoint", "Exchange", "ExchangeFile", "LeftRow", "Receipt", "TableFile"]
