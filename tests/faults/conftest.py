"""The whole product, on one stack for the tests of a file, begun anew for each."""

import pytest

from tests.faults.product import running_product


@pytest.fixture(scope="module")
def running():
    with running_product() as product:
        yield product


@pytest.fixture
def product(running):
    running.begin_anew()
    return running
