from krug.touches.models.log import RetractionRow, TouchRow

__all__ = ["RetractionRow", "TouchRow"]
