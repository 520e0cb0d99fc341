"""The only ways in which segments change."""

from krug.segments.actions.change import freeze, remove, restore, thaw
from krug.segments.actions.write import create_segment, edit_segment

__all__ = ["create_segment", "edit_segment", "freeze", "remove", "restore", "thaw"]
