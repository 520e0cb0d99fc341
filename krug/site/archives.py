"""Archives from strangers."""

import lzma
import zipfile
import zlib

BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    # Also a way of packing that zipfile does not know, and a password.
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What reading a damaged or hostile archive may raise; zipfile passes on what is beneath it."""
