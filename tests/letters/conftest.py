from collections.abc import Iterator

import pytest

from tests.letters.dovecot import Dovecot, running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running() as one:
        yield one
