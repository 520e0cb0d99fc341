"""The editor of methods: a form of rows and the contract that they make."""

from krug.sales.editing.draft import Draft, PointRow, StageRow
from krug.sales.editing.form import of_form
from krug.sales.editing.meaning import misplaced, of_contract, raw

__all__ = ["Draft", "PointRow", "StageRow", "misplaced", "of_contract", "of_form", "raw"]
