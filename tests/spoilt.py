"""Archives whose directory is right and whose packed bytes are not."""

import io
import zipfile


def spoilt(packed: bytes, name: str) -> bytes:
    """The same archive with the stream of one entry overwritten."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        entry = archive.getinfo(name)
    begin = entry.header_offset + 30 + len(entry.filename.encode())
    size = min(entry.compress_size, 64)
    return packed[:begin] + b"\xff" * size + packed[begin + size :]
