"""One run of the tests: its own KRUG_HOME, Django's settings, the shared cast."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What may be exported hangs on the oldest transaction of the whole PostgreSQL cluster, so every parallel
# worker has a cluster of its own (tests/run.py starts them).
if clusters := os.environ.get("TEST_DATABASES", "").split():
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["KRUG_DATABASE"] = clusters[number % len(clusters)]

# Before Django reads its settings: nothing a test writes may meet a real installation.
HOME = Path(tempfile.mkdtemp(prefix="krug-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("KRUG_") and name != "KRUG_DATABASE"]:
    del os.environ[name]
os.environ["KRUG_HOME"] = str(HOME)
(HOME / "static").mkdir()
os.environ["KRUG_SECRET_KEY"] = "for tests alone, not for any installation"
os.environ["KRUG_LOG_LEVEL"] = "ERROR"
os.environ["KRUG_SECOND_FACTOR"] = "offered"
# Users of different tests share their ids: what one has looked at must not count for another.
os.environ["KRUG_MASS_VIEWING"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "krug.site.settings"

from collections.abc import Iterator  # noqa: E402

import django  # noqa: E402
import pytest  # noqa: E402
from django.utils import translation  # noqa: E402

from krug.site.messages import compile_all  # noqa: E402

compile_all()

# Here and not in pyproject.toml: pytest-django would read the settings before the lines above.
django.setup()
pytest_plugins = ["tests.cast", "tests.template", "tests.unguarded"]


def pytest_xdist_setupnodes() -> None:
    """Workers read their settings after the lines above, not before: else all would share one database."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Each test begins in the house's language: the last request of the one before leaves its own behind."""
    translation.deactivate()
    yield
    translation.deactivate()
