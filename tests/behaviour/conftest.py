import pytest

from krug.behaviour.actions import create_source
from krug.behaviour.data import SourceData
from krug.behaviour.models import Source
from tests.behaviour.asked import collector
from tests.cast import Cast

__all__ = ["collector"]


@pytest.fixture
def shop(cast: Cast) -> Source:
    """Pharma's site, open to the pages of one origin."""
    data = SourceData(name="Shop", kind="site", origins=["https://shop.example"])
    return create_source(cast.marketer, data)
