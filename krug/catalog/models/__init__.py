from krug.catalog.models.product import Price, PriceList, Product, Stock

__all__ = ["Price", "PriceList", "Product", "Stock"]
