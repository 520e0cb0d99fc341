"""What decks refuse with. A refused package names the entry, what was found there and the reason's code."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.errors import KrugError

REASONS: dict[str, Promise] = {
    "not_zip": _("This is not a ZIP archive, or it is damaged. Pack the deck's folder as ZIP again."),
    "damaged": _("A file in the archive is damaged. Pack the deck again."),
    "encrypted": _("The archive is protected with a password. Pack the deck without one."),
    "packing": _("The archive is packed in an unusual way. Choose plain ZIP (deflate)."),
    "package_too_large": _("The package is too large."),
    "too_many_files": _("There are too many files in the package."),
    "file_too_large": _("A file in the package is too large once unpacked."),
    "unpacks_too_large": _("The package is too large once unpacked."),
    "bomb": _("A file unpacks to a suspiciously large size. The package was not taken."),
    "overlap": _("Files in the archive lie over one another. Pack the deck again."),
    "size_differs": _("A file is not of the size the archive states. Pack the deck again."),
    "bad_name": _("A file name cannot be used. Use letters, digits, dashes and dots."),
    "name_too_long": _("The path of a file is too long."),
    "outside": _("A path leads out of the package. Such packages are not taken."),
    "absolute": _("A path starts at the root of a disk. Pack the deck's folder, not the disk."),
    "link": _("The package holds a link to another place. Put the file itself there."),
    "special_file": _("The package holds something that is neither a file nor a folder."),
    "twice": _("Two files differ only in the case of letters. Rename one of them."),
    "file_and_folder": _("One path is both a file and a folder."),
    "executable": _("A program has no place in a deck. Remove the file."),
    "no_entry": _(
        "There is no page to start with. Put index.html or krug.json into the package's first folder."
    ),
    "manifest_unreadable": _("krug.json cannot be read as JSON."),
    "manifest_wrong": _("krug.json is not as it should be."),
    "manifest_file_missing": _("krug.json names a file that is not in the package."),
    "manifest_page_expected": _("krug.json names a slide that is not an HTML page."),
    "manifest_unknown_slide": _("krug.json leads to a slide that is not in it."),
    "too_many_slides": _("There are too many slides in the package."),
    "page_too_complex": _("A page is too long to be read. Move its data into files of their own."),
}


class PackageRefused(KrugError):
    """A package that is not taken. `reason` is a key of REASONS; `where` has entry and value where known."""

    code = "package_refused"
    title = _("The package was not taken")

    def __init__(self, reason: str, entry: str = "", value: Any = None) -> None:
        where = {"entry": entry} if entry else {}
        super().__init__(
            REASONS[reason], **where | ({} if value is None else {"value": value}), reason=reason
        )
        self.reason = reason
