"""What the tests of the real program share: the process that has loaded it ends with them."""

from collections.abc import Iterator

import pytest

from tests.e2e.program import nurseries


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    yield
    while nurseries:
        nurseries.pop().close()
