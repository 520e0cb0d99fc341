"""Which types of files a deck may hold. Pure."""

from pathlib import PurePosixPath

TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "vtt": "text/vtt",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "bmp": "image/bmp",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "wav": "audio/wav",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
}
ANYTHING = "application/octet-stream"
_WINDOWS = "exe dll com scr pif msi msp cpl bat cmd ps1 psm1 vbs vbe wsf wsh hta lnk url reg swf"
_ELSEWHERE = "jar class apk ipa app dmg pkg deb rpm appimage so dylib sh bash command"
_SERVERS = "php phtml php5 asp aspx jsp cgi pl py pyc rb"
PROGRAMS = frozenset(f"{_WINDOWS} {_ELSEWHERE} {_SERVERS}".split())
_SIGNATURES = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"<?php",
)
# Text that may begin with the two letters of a Windows program or with #! and yet is none.
_TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")


def media_type(path: str) -> str:
    return TYPES.get(_suffix(path), ANYTHING)


def is_page(path: str) -> bool:
    return media_type(path) == "text/html"


def is_program(path: str, head: bytes) -> bool:
    """By its name, or by the first bytes of what calls itself something else."""
    if _suffix(path) in PROGRAMS:
        return True
    if media_type(path).startswith(_TEXT):
        return head.startswith(b"<?php") or (head.startswith(b"MZ") and b"\0" in head)
    return head.startswith(_SIGNATURES)


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix[1:].casefold()
