"""A line to PostgreSQL that breaks at a moment of the test's choice: at a COMMIT."""

import os
import socket
import threading
from contextlib import suppress

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
BEFORE, AFTER = "before the commit arrived", "after the commit was done"


class Proxy:
    """Passes on what client and server say, between a socket in `folder` and the server's."""

    def __init__(self, folder, server):
        self.cuts = 0
        self._moment, self._commits_left = None, 0
        self._server = server
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.fspath(folder / server.name))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, moment, commit=1):
        """The next commit, or the second one from now, loses its line at this moment."""
        self._moment, self._commits_left = moment, commit

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        lost, moment = threading.Event(), None
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(os.fspath(self._server))
            back = threading.Thread(target=pump, args=(server, client, lost), daemon=True)
            back.start()
            while data := receive(client):
                moment = self._moment_of(data)
                if moment is not None:
                    lost.set()
                if moment != BEFORE:
                    server.sendall(data)
                if moment is not None:
                    break
            if moment == AFTER:
                back.join(5)  # the server has answered, and nobody hears it
            for end in (client, server):  # a close alone wakes nobody who reads
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _moment_of(self, data):
        if COMMIT not in data or self._moment is None:
            return None
        self._commits_left -= 1
        if self._commits_left:
            return None
        moment, self._moment = self._moment, None
        self.cuts += 1
        return moment


def pump(source, target, lost):
    while data := receive(source):
        if lost.is_set():
            return
        try:
            target.sendall(data)
        except OSError:
            return


def receive(source):
    try:
        return source.recv(65536)
    except OSError:
        return b""
