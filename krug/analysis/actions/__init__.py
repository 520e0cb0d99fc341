"""What is done to the reading copy."""

from krug.analysis.actions.compact import compact
from krug.analysis.actions.dimensions import forget_changes
from krug.analysis.actions.export import export, rebuild
from krug.analysis.actions.forget_words import forget_words
from krug.analysis.actions.sweep import sweep

__all__ = ["compact", "export", "forget_changes", "forget_words", "rebuild", "sweep"]
