"""Names in one Latin writing, so that Щербаков, Shcherbakov and Scherbakov meet; what fingers do to them."""

import re
import unicodedata
from functools import lru_cache

_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch - y - e iu ia".replace("-", "")
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(" "), strict=True))
_TABLE = str.maketrans(_CYRILLIC | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"})
_OTHER = re.compile(r"[^a-z0-9]+")
# Latin spellings of one Russian sound, brought to the one that the table above gives.
_SAME = (
    ("shch", "sch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ph", "f"), ("x", "ks"),
    ("w", "v"), ("yo", "e"), ("jo", "e"), ("io", "e"), ("yu", "iu"), ("ju", "iu"), ("ya", "ia"),
    ("ja", "ia"), ("ye", "e"), ("je", "e"), ("ie", "e"), ("j", "i"), ("y", "i"), ("q", "k"),
)  # fmt: skip
_REPEAT = re.compile(r"([a-z])\1+")
_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)


@lru_cache(20_000)
def latin(text: str) -> str:
    """Words of lower-case Latin letters and digits; one spelling a sound, no doubled letters."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_TABLE)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _OTHER.sub(" ", text)
    for written, sound in _SAME:
        text = text.replace(written, sound)
    return _REPEAT.sub(r"\1", text).strip()


def other_layout(text: str) -> str:
    """What the same keys would have written in the other keyboard layout: `Gtnhjd` → `петров`."""
    text = text.casefold()
    if any("а" <= letter <= "ё" for letter in text):
        return text.translate(_TO_LATIN)
    return text.translate(_TO_RUSSIAN)
