from krug.sync.models.command import Command, FieldConflict, Settling
from krug.sync.models.device import Device
from krug.sync.models.item import Change, Digest, Item

__all__ = ["Change", "Command", "Device", "Digest", "FieldConflict", "Item", "Settling"]
