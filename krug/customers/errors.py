"""What customers' actions refuse with. Bad input names its row, field and value."""

from django.utils.translation import gettext_lazy as _

from krug.access.errors import Conflict, FieldError, Invalid, KrugError

__all__ = ["FieldError", "FileRefused", "Invalid", "MergeRefused"]


class MergeRefused(Conflict):
    """Two persons that may not be made one, or a decision that cannot be taken back."""

    code = "merge_refused"
    title = _("These two cannot be merged")


class FileRefused(KrugError):
    """A file of contacts that cannot be read."""

    code = "file_refused"
    title = _("This file cannot be read")
