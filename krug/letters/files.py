"""Files that came with letters: hostile until proven otherwise, so they are only ever handed out as bytes."""

from collections.abc import Collection, Sequence

from krug.decks.contents import keep, place_of, staging, write_aside
from krug.decks.models import Slide, VersionFile
from krug.letters.mail.parsing import File
from krug.letters.models import Attachment, Letter

LARGEST = 20 * 1024 * 1024
"""Of a larger one the name alone is kept."""


def keep_files(letter: Letter, files: Sequence[File]) -> None:
    """Bytes first: a row never names what is not there."""
    if not files:
        return
    with staging() as folder:
        contents = [
            write_aside(folder, [one.body]) if 0 < len(one.body) <= LARGEST else None for one in files
        ]
        keep([one for one in contents if one])
    Attachment.objects.bulk_create(
        Attachment(
            letter=letter,
            name=one.name,
            size=len(one.body),
            sha256=content.sha256 if content else "",
        )
        for one, content in zip(files, contents, strict=True)
    )


def forget_files(names: Collection[str]) -> None:
    """Contents that no letter names any more and no deck has. After the commit."""
    for sha256 in names:
        lookups = (
            Attachment.objects.filter(sha256=sha256),
            VersionFile.objects.filter(sha256=sha256),
            Slide.objects.filter(thumb=sha256),
        )
        if not any(one.exists() for one in lookups):
            place_of(sha256).unlink(missing_ok=True)
