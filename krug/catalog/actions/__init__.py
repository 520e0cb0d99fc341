from krug.catalog.actions.put import put_price_lists, put_products

__all__ = ["put_price_lists", "put_products"]
