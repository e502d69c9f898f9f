"""A SOCKS5 proxy (RFC 1928, 1929) for tests: it connects every client to one and the same port."""

from __future__ import annotations

import selectors
import socket
import struct
from dataclasses import dataclass, field

from tests.support.raw_server import Connection

_NO_AUTHENTICATION, _USER_AND_PASSWORD = 0, 2
_CONNECT, _IPV4, _NAME = 1, 1, 3
GRANTED, NOT_ALLOWED, UNREACHABLE, REFUSED = 0, 2, 4, 5


@dataclass(slots=True)
class Socks:
    """The script of a RawServer. `asked` are the hosts and ports that clients wanted to reach;
    `passed` is all that has gone through, both ways.
    """

    port: int
    reply: int = GRANTED
    login: tuple[str, str] | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    passed: bytearray = field(default_factory=bytearray)

    def __call__(self, connection: Connection) -> None:
        """Serve one client."""
        client = connection.sock
        _, count = _read(client, 2)
        _read(client, count)
        method = _NO_AUTHENTICATION if self.login is None else _USER_AND_PASSWORD
        client.sendall(bytes([5, method]))
        if self.login is not None and not self._let_in(client):
            return
        _, command, _, kind = _read(client, 4)
        assert command == _CONNECT
        host = _name(client) if kind == _NAME else socket.inet_ntoa(_read(client, 4))
        self.asked.append((host, struct.unpack(">H", _read(client, 2))[0]))
        client.sendall(bytes([5, self.reply, 0, _IPV4]) + bytes(6))
        if self.reply == GRANTED:
            with socket.create_connection(("127.0.0.1", self.port)) as server:
                self._pass_on(client, server)

    def _let_in(self, client: socket.socket) -> bool:
        _read(client, 1)
        login = (_name(client), _name(client))
        self.logins.append(login)
        client.sendall(bytes([1, login != self.login]))
        return login == self.login

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    assert isinstance(key.fileobj, socket.socket)
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    self.passed += data
                    key.data.sendall(data)


def _read(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise ConnectionError("The client left.")
        data += part
    return data


def _name(sock: socket.socket) -> str:
    return _read(sock, _read(sock, 1)[0]).decode()
