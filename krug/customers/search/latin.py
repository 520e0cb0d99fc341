"""Names in one Latin writing, so that Щербаков, Shcherbakov and Scherbakov meet."""

import re
import unicodedata

_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch - y - e iu ia".replace("-", "")
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(" "), strict=True))
_TABLE = str.maketrans(_CYRILLIC | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"})
_OTHER = re.compile(r"[^a-z0-9@._]+")
# Latin spellings of one Russian sound, brought to the one that the table above gives.
_SAME = (
    ("shch", "sch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ph", "f"), ("x", "ks"),
    ("w", "v"), ("yo", "e"), ("jo", "e"), ("io", "e"), ("yu", "iu"), ("ju", "iu"), ("ya", "ia"), ("ja", "ia"),
    ("ye", "e"), ("je", "e"), ("ie", "e"), ("j", "i"), ("y", "i"), ("q", "k"),
)  # fmt: skip
_REPEAT = re.compile(r"([a-z])\1+")


def latin(text: str) -> str:
    """Lower-case Latin letters, digits and @ . _ only; one spelling a sound, no doubled letters."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_TABLE)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _OTHER.sub(" ", text)
    for written, sound in _SAME:
        text = text.replace(written, sound)
    return _REPEAT.sub(r"\1", text).strip()
