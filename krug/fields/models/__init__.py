from krug.fields.models.field import Field, FieldRole, Option, Type
from krug.fields.models.value import Choice, Value

__all__ = ["Choice", "Field", "FieldRole", "Option", "Type", "Value"]
