import secrets
from collections.abc import Iterator

import pytest
from twilio.rest import Client

from tests.telephony.simulator.calling import PHONES, make_client
from tests.telephony.simulator.product import Product
from tests.telephony.simulator_process import SimulatorProcess


@pytest.fixture(scope="module")
def auth_token() -> str:
    return secrets.token_hex(16)


@pytest.fixture(scope="module")
def running_product(auth_token: str) -> Iterator[Product]:
    with Product(auth_token) as product:
        yield product


@pytest.fixture(scope="module")
def running_simulator(running_product: Product, auth_token: str) -> Iterator[SimulatorProcess]:
    with SimulatorProcess(
        speed=40,
        auth_token=auth_token,
        sms_url=f"{running_product.url}/sms",
        voice_url=f"{running_product.url}/voice",
        phones=PHONES,
    ) as simulator:
        yield simulator


@pytest.fixture
def product(running_product: Product) -> Product:
    running_product.forget()
    return running_product


@pytest.fixture
def simulator(running_simulator: SimulatorProcess, product: Product) -> SimulatorProcess:
    running_simulator.reset()
    product.forget()
    return running_simulator


@pytest.fixture
def twilio(simulator: SimulatorProcess) -> Client:
    return make_client(simulator)
