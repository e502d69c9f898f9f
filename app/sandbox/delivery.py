"""How a request is answered on its connection, as documented or spoiled by a fault."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, assert_never

from app.sandbox.faults import (
    Close,
    Delay,
    Drip,
    Fault,
    FaultScript,
    GzipBomb,
    Hold,
    Kind,
    Oversize,
    Pass,
    Raw,
    Redirect,
    Reply,
    Reset,
    Silence,
    Truncate,
)
from app.sandbox.wire import (
    Answer,
    MalformedRequest,
    RecordedRequest,
    RequestHead,
    RequestLog,
    error_answer,
    read_head,
)

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
    """What connections share: the log, the script of faults, and the service itself."""

    log: RequestLog
    faults: FaultScript
    answer: Callable[[RecordedRequest], Answer]


def serve_connection(connection: socket.socket, cut: threading.Event, desk: Desk) -> None:
    """Answer one request after the other until the client closes or ``cut`` is set.

    Raises OSError when the connection breaks; the caller closes it.
    """
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection.makefile("rb") as stream:
        while not cut.is_set():
            try:
                head = read_head(stream)
                if head is None:
                    return
                exchange = _Exchange(connection, stream, cut, head, desk)
                exchange.run(desk.faults.take(head.method, head.target))
            except MalformedRequest as error:
                answer = error_answer(error.status, str(error))
                connection.sendall(answer.head(length=len(answer.body), close=True) + answer.body)
                return
            if not exchange.keeps:
                return


class _Exchange:
    """One request and whatever is sent back for it."""

    def __init__(
        self,
        connection: socket.socket,
        stream: BinaryIO,
        cut: threading.Event,
        head: RequestHead,
        desk: Desk,
    ) -> None:
        self.keeps = False  # whether the connection is fit for another request
        self._connection = connection
        self._stream = stream
        self._cut = cut
        self._head = head
        self._desk = desk
        self._request: RecordedRequest | None = None
        self._answer: Answer | None = None

    def run(self, fault: Fault | None) -> None:
        """Answer, or do what the fault says."""
        if fault is None:
            self._send(self._real_answer())
            return
        if fault.processed:
            self._real_answer()
        self._perform(fault.kind)

    def _perform(self, kind: Kind) -> None:
        if isinstance(kind, Reset) and kind.before_body:
            self._desk.log.record(self._head, b"")
            self._reset()
            return
        self._receive()
        match kind:
            case Pass():
                self._send(self._real_answer())
            case Reply():
                self._send(kind.answer())
            case Redirect(url, status):
                self._send(Reply(status, headers={"Location": url}).answer())
            case Raw(data):
                self._write(data)
            case Reset():
                self._reset()
            case Close():
                pass
            case Silence(seconds):
                self._cut.wait(seconds)
            case Hold(gate, then):
                gate.pass_through(self._cut)
                self._go_on(then)
            case Delay(seconds, then):
                self._cut.wait(seconds)
                self._go_on(then)
            case Drip():
                self._drip(self._real_answer(), kind)
            case Truncate():
                self._truncate(self._real_answer(), kind)
            case Oversize():
                self._oversize(kind)
            case GzipBomb():
                self._gzip_bomb(kind)
            case _:
                assert_never(kind)

    def _go_on(self, kind: Kind) -> None:
        if not self._cut.is_set():
            self._perform(kind)

    def _receive(self) -> RecordedRequest:
        """Read the body and record the request, once."""
        if self._request is None:
            length = self._head.body_length
            if self._head.headers.get("expect", "").lower() == "100-continue":
                self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = self._stream.read(length)
            if len(body) < length:
                raise ConnectionResetError("The client left in the middle of a request.")
            self._request = self._desk.log.record(self._head, body)
        return self._request

    def _real_answer(self) -> Answer:
        """Let the service handle the request, once."""
        if self._answer is None:
            self._answer = self._desk.answer(self._receive())
        return self._answer

    def _write(self, data: bytes) -> None:
        self._connection.sendall(data)

    def _send(self, answer: Answer) -> None:
        keeps = self._head.keep_alive and not self._cut.is_set()
        # Not in one piece: joining it to 100 MB of a picture would hold up the window beside.
        self._write(answer.head(length=len(answer.body), close=not keeps))
        self._write(answer.body)
        self.keeps = keeps

    def _reset(self) -> None:
        # Lingering for 0 s makes close() send RST; the connection's owner closes it.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def _drip(self, answer: Answer, kind: Drip) -> None:
        head = answer.head(length=len(answer.body), close=True)
        for data, slowly in ((head, kind.headers), (answer.body, kind.body)):
            step = kind.step if slowly else max(1, len(data))
            for start in range(0, len(data), step):
                if slowly and self._cut.wait(kind.interval):
                    return
                self._write(data[start : start + step])

    def _truncate(self, answer: Answer, kind: Truncate) -> None:
        length = len(answer.body) if kind.declared else None
        kept = answer.body[: int(len(answer.body) * kind.keep)]
        self._write(answer.head(length=length, close=True) + kept)

    def _oversize(self, kind: Oversize) -> None:
        answer = Answer(200, b"", kind.content_type)
        self._write(answer.head(length=kind.size if kind.declared else None, close=True))
        self._repeat(bytes(min(_MIB, kind.size)), kind.size)

    def _gzip_bomb(self, kind: GzipBomb) -> None:
        answer = Answer(200, b"", kind.content_type, (("Content-Encoding", "gzip"),))
        self._write(answer.head(length=None, close=True))
        member = _zipped_mebibyte()
        self._repeat(member, -(-kind.size // _MIB) * len(member))

    def _repeat(self, chunk: bytes, total: int) -> None:
        while total > 0 and not self._cut.is_set():
            self._write(chunk[:total])
            total -= len(chunk)


@cache
def _zipped_mebibyte() -> bytes:
    """One gzip member; a gzip file may be many of them (RFC 1952, section 2.2)."""
    packer = zlib.compressobj(level=9, wbits=31)
    return packer.compress(bytes(_MIB)) + packer.flush()
