"""The only owner of QThreads. Whatever runs beside the window is a `Worker` started here."""

from __future__ import annotations

import time
from abc import abstractmethod

from PySide6.QtCore import QObject, QThread, Slot

from app.jobs.garbage import GuiGarbage

# Destroying a QThread that runs aborts the process. Those that outlived `Threads.close` are kept
# here, so that at least nothing in the program destroys them.
_outlived: list[tuple[QThread, Worker]] = []


class Worker(QObject):
    """Work for a thread of its own. Its signals are to be connected to bound methods of QObjects
    that live in the GUI thread: only those are called there.
    """

    @abstractmethod
    def work(self) -> None:
        """What is to be done; runs once, in the worker's thread. Raises nothing."""

    @Slot()
    def run(self) -> None:
        """Do the work, then end the thread."""
        try:
            self.work()
        finally:
            QThread.currentThread().quit()


class Threads(QObject):
    """Starts workers, each in its own thread, and waits for them at the end: `close` is a must."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: dict[QThread, Worker] = {}
        self._closed = False
        self._garbage = GuiGarbage(self)

    @property
    def count(self) -> int:
        """How many threads have not been seen to end."""
        return len(self._running)

    def start(self, worker: Worker) -> None:
        """Run a worker, which has no parent, in a new thread. RuntimeError after `close`."""
        if self._closed:
            raise RuntimeError("No more threads are started: the program ends.")
        thread = QThread()
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        thread.finished.connect(self._sweep)
        self._running[thread] = worker
        thread.start()

    def close(self, seconds: float) -> bool:
        """Wait for every thread, so long in all; the workers have been told to stop.

        False when some still run: then only `os._exit` ends the process without an abort.
        """
        self._closed = True
        deadline = time.monotonic() + seconds
        for thread in self._running:
            thread.wait(max(0, round((deadline - time.monotonic()) * 1000)))
        self._sweep()
        if self._running:
            _outlived.extend(self._running.items())
        else:
            self._garbage.close()
        return not self._running

    @Slot()
    def _sweep(self) -> None:
        for thread in [thread for thread in self._running if thread.isFinished()]:
            # It says so a moment before its last instruction.
            thread.wait()
            del self._running[thread]
