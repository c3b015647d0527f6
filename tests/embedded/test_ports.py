import socket

from backup_dispatch.embedded import free_port


def test_a_free_port_is_the_one_that_was_preferred():
    port = free_port()
    assert free_port(port) == port


def test_a_port_that_is_taken_becomes_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) not in (0, port)


def test_a_port_that_is_taken_on_all_addresses_becomes_another():
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
