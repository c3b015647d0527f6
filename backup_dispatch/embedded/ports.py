"""Ports on loopback that nobody listens on."""

import socket

LOOPBACK = "127.0.0.1"


def free_port(preferred: int = 0) -> int:
    """Return `preferred` when it is free on loopback, else a free port of the system's choice.

    The port is not kept: between this answer and the caller's bind another process may take it.
    """
    if preferred and not _somebody_listens(preferred) and (port := _bindable(preferred)):
        return port
    port = _bindable(0)
    if port is None:
        raise OSError("No port is free on 127.0.0.1.")
    return port


def _somebody_listens(port: int) -> bool:
    # A bind alone does not tell: macOS allows one beside a listener on all addresses.
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _bindable(port: int) -> int | None:
    with socket.socket() as probe:
        # Connections that have just ended would otherwise make a second start look like a clash.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return None
        return int(probe.getsockname()[1])
