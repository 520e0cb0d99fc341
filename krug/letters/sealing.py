"""Passwords of mailboxes, encrypted by a key that follows from the installation's own."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from krug.letters.errors import Trouble


def seal(password: str) -> str:
    return _cipher().encrypt(password.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Trouble where the installation's key is another one now."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Trouble("secret") from error


def _cipher() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"krug mailboxes").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
