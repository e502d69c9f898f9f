"""A process that has imported the whole program, and forks itself into killed.py as often as asked.

    python tests/e2e/template.py LISTENER

LISTENER is the descriptor of a socket. Each connection brings one JSON object on a line: the
`arguments` of killed.py, the environment `env`, and `errors`, the file that takes standard error.
It is told the new process's id, and its exit code once it has ended. Linux alone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import socket
import sys
from typing import Any

from PIL import Image

from app.plain_imports import restore_import
from tests.e2e import killed

Order = dict[str, Any]

# What the program imports while it is at work.
_LATER = ("app.ui.guard", "app.ui.session_bus", "app.ui.first_window", "app.api.client")


def import_program() -> None:
    """Import all of it, as it does by itself."""
    gc.disable()
    restore_import()
    killed.prepare()
    from app import application

    for module in (*application._SEEN, *application._BEHIND, *_LATER):
        importlib.import_module(module)
    Image.preinit()
    gc.freeze()


def next_order(listener: socket.socket) -> Order | None:
    """Serve until there is one, in the process that is to carry it out; None once nobody is left
    to ask for any.
    """
    with selectors.DefaultSelector() as waiting, contextlib.ExitStack() as connections:
        waiting.register(listener, selectors.EVENT_READ)
        waiting.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is sys.stdin:
                    return None
                if key.fileobj is listener:
                    connection = connections.enter_context(listener.accept()[0])
                    order: Order = json.loads(connection.makefile().readline())
                    if (process := os.fork()) == 0:
                        return order
                    connection.sendall(b"%d\n" % process)
                    ends = os.pidfd_open(process)
                    waiting.register(ends, selectors.EVENT_READ, (process, connection))
                else:
                    waiting.unregister(key.fileobj)
                    process, connection = key.data
                    _, status = os.waitpid(process, 0)
                    os.close(key.fd)
                    with contextlib.suppress(OSError):  # Nobody may wait for it any more.
                        connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
                    connection.close()


def become(order: Order) -> None:
    """Be as if started with these arguments, in this environment."""
    errors = os.open(order["errors"], os.O_WRONLY)
    os.dup2(errors, sys.stderr.fileno())
    os.close(errors)
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv[1:] = order["arguments"]


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as listener:
        order = next_order(listener)
    if order is not None:
        become(order)
        killed.main()


if __name__ == "__main__":
    import_program()
    main()
