"""How many rounds a race of two connections has."""

import pytest

# Of the rounds that `--races` asks for, this part goes to each of the races that it raises.
RAISED = 10


@pytest.fixture
def rounds(request):
    """`rounds(40)`: as many as the suite plays, or this race's part of `--races 3000`."""
    wanted = request.config.getoption("races")
    return lambda usual: range(max(usual, -(-wanted // RAISED)))
