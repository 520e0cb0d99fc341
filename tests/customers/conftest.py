import pytest

from krug.customers import titles


@pytest.fixture
def titled_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slides by any id have a name, for this test alone: decks are another domain's."""
    monkeypatch.setitem(
        titles._finders, "slide", lambda ids: {id: titles.Title(f"Slide {id}", "Deck") for id in ids}
    )
