from krug.accounts.actions.put import put_balances

__all__ = ["put_balances"]
