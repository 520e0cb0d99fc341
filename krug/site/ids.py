"""UUIDv7 (RFC 9562) for everything made off-line, coming from outside or standing in a URL."""

import uuid

import uuid_utils


def uuid7() -> uuid.UUID:
    return uuid.UUID(int=uuid_utils.uuid7().int)
