from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: object) -> Path:
    """Contents of files of this test alone."""
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path / "files"
