"""What tests of faults share."""

import pytest

from tests.storage.trial import Prepared, prepared


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A board of one entry."""
    return prepared(tmp_path_factory.mktemp("ready"))
