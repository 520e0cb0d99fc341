from krug.fields.actions.define import (
    define_field,
    edit_field,
    order_fields,
    restore_field,
    retire_field,
)
from krug.fields.actions.forget import forget_values
from krug.fields.actions.options import (
    add_option,
    edit_option,
    merge_options,
    order_options,
    part_option,
    restore_option,
    retire_option,
)
from krug.fields.actions.put import put_values, sift_values
from krug.fields.actions.values import set_values

__all__ = [
    "add_option",
    "define_field",
    "edit_field",
    "edit_option",
    "forget_values",
    "merge_options",
    "order_fields",
    "order_options",
    "part_option",
    "put_values",
    "restore_field",
    "restore_option",
    "retire_field",
    "retire_option",
    "set_values",
    "sift_values",
]
