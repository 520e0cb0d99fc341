from krug.accounts.models.account import Account
from krug.accounts.models.paper import Paper

__all__ = ["Account", "Paper"]
