"""What programs call a field: made of its name once, in Latin letters that a Russian would write himself."""

from collections.abc import Collection

LENGTH = 40
_SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya".replace("-", "")
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _SOUNDS.split(" "),
        strict=True,
    )
)


def key_for(name: str, taken: Collection[str]) -> str:
    """A key of its own: «Число коек» → chislo_koek, the next one chislo_koek_2."""
    spelt = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in spelt).split()
    base = "_".join(words)[: LENGTH - 4].strip("_") or "field"
    if not base[0].isalpha():
        base = f"f_{base}"[: LENGTH - 4]
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key
