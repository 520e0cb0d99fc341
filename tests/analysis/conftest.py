from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty reading copy of the test's own."""
    with override_settings(READING_DIR=tmp_path / "reading"):
        yield tmp_path / "reading"
