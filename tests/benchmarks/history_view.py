"""Ten thousand jobs: from Ctrl+H to the painted tree, scrolling, and searching as one types."""

from __future__ import annotations

import io
import os
import random
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView

from app.application import Application
from app.cli import Options
from app.jobs.history_node import Scope
from app.jobs.job import Job, JobKind, JobState
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.lineage import Lineage, read_lineage
from app.jobs.tables import INSERT_JOB, parameters
from app.library.library import Library
from app.library.sidecar import Sidecar
from app.ui.history_desk import HistoryDesk
from app.ui.history_dock import HistoryDock
from tests.benchmarks.figures import Row, Times, timed
from tests.benchmarks.memory import resident
from tests.benchmarks.stand import PAUSE, photograph, settle
from tests.support.qt import wait_until

JOBS, PICTURES, OPENED = 10_000, 24, 800
SERVICE = "http://127.0.0.1:9"  # where nobody listens
OPEN_MS, FRAME_MS = 200, 16
STEPS, STEP = 400, 60  # of the wheel, in logical pixels
_GRID = ("upsamle_1", "upsamle_2", "upsamle_3", "upsamle_4", "reroll")
_WORDS = ("a red door", "smoke, thin and blue", "снег на крыше", "two deer at the lake",
          "a lit lantern on the porch", "stone bridge", "зелёная лодка", "film grain")  # fmt: skip


def rows() -> Iterator[Row]:
    """In the whole program; a picture for each job, and thumbnails that nobody has made yet."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        _fill(data_dir)
        application = Application(Options(data_dir=data_dir, api_url=SERVICE))
        application.start()
        try:
            yield from _measured(application, data_dir)
        finally:
            application.window.close()
            application.end()
            settle()
    yield from _rival()


def _measured(application: Application, data_dir: Path) -> Iterator[Row]:
    dock = application.window.history
    desk = application.workspace.findChild(HistoryDesk)
    assert desk is not None
    wait_until(lambda: dock.model.count > JOBS, 60)
    settle()
    library, journal = Library(data_dir), Journal(data_dir / FILE_NAME)
    begun = time.perf_counter()
    lineage = read_lineage(journal, library, Scope(SERVICE))
    read = (time.perf_counter() - begun) * 1000
    journal.close()
    count = f"{JOBS:,} jobs"
    yield Row(f"read {count} beside the window", f"{read:.0f} ms")
    before = resident()
    dock.model.show(Lineage())
    held = before - resident()

    def open_it() -> None:
        dock.model.show(lineage)
        application.window.actions_["history"].trigger()
        settle()

    opened = []
    for _ in range(5):
        dock.model.show(Lineage())
        dock.hide()
        settle()
        opened.append(timed(open_it))
    worst = max(opened)
    yield Row(
        f"open {count}, in the GUI thread", f"{worst:.0f} ms", f"≤ {OPEN_MS} ms", worst <= OPEN_MS
    )
    whole = max(_opened_whole(application, desk, dock) for _ in range(5))
    yield Row(
        f"open {count}, with reading them", f"{whole:.0f} ms", f"≤ {OPEN_MS} ms", whole <= OPEN_MS
    )
    yield Row(f"what {count} take in memory", f"{max(0.0, held) / 1e6:.0f} MB")
    yield _scrolled("scroll, most of it closed, thumbnails made anew", dock.view)
    yield _searched(dock)
    dock.view.expandAll()
    settle()
    yield _scrolled(f"scroll, all {count} open", dock.view)


def _opened_whole(application: Application, desk: HistoryDesk, dock: HistoryDock) -> float:
    """From the key to the painted tree when nothing of it is known yet, in milliseconds."""
    dock.model.show(Lineage())
    dock.hide()
    settle()
    painted = _Painted(dock)
    begun = time.perf_counter()
    desk.reload()
    application.window.actions_["history"].trigger()
    wait_until(lambda: painted.with_rows, 10)
    return (time.perf_counter() - begun) * 1000


class _Painted(QObject):
    """Whether the tree has been painted with anything in it."""

    def __init__(self, dock: HistoryDock) -> None:
        super().__init__(dock)
        self.with_rows = False
        self._dock = dock
        dock.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.with_rows |= event.type() == QEvent.Type.Paint and self._dock.model.rowCount() > 0
        return False


def _scrolled(what: str, view: QAbstractItemView) -> Row:
    times = _scroll_times(view)
    found = f"{times}, longest {max(times.all):.1f}"
    return Row(what, found, f"p99 ≤ {FRAME_MS} ms", times.p99 <= FRAME_MS)


def _scroll_times(view: QAbstractItemView) -> Times:
    """From the top, a notch of the wheel at a time; then by leaps to the end."""
    bar, times = view.verticalScrollBar(), []
    places = [min(bar.maximum(), step * STEP) for step in range(STEPS // 2)]
    places += [bar.maximum() * step // (STEPS // 2) for step in range(STEPS // 2)]
    for place in places:
        time.sleep(PAUSE)
        begun = time.perf_counter()
        bar.setValue(place)
        QApplication.processEvents()
        times.append((time.perf_counter() - begun) * 1000)
    return Times(tuple(times))


def _searched(dock: HistoryDock) -> Row:
    """Each letter, from the moment at which the search begins to the painted tree."""
    typed = [
        text[:length]
        for text in ("a red door 12", "снег 7", "repaint", "lantern", "d")
        for length in (*range(1, len(text) + 1), 0)
    ]
    found = Times(tuple(timed(partial(_search, dock, text)) for text in typed))
    return Row(
        f"a letter of a search in {JOBS:,} jobs",
        f"{found}, longest {max(found.all):.1f}",
        f"median ≤ {FRAME_MS} ms",
        found.median <= FRAME_MS,
    )


def _search(dock: HistoryDock, text: str) -> None:
    dock.model.search(text)
    QApplication.processEvents()


def _rival() -> Iterator[Row]:
    """Qt's own list of as many lines of text, which has nothing to paint and nothing to ask."""
    view = QListView()
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.resize(1200, 220)
    model = QStandardItemModel(view)
    for number in range(JOBS):
        item = QStandardItem(f"{_WORDS[number % len(_WORDS)]} {number}")
        item.setEditable(False)
        model.appendRow(item)

    def show() -> None:
        view.setModel(model)
        view.show()
        settle()

    took, times = timed(show), _scroll_times(view)
    yield Row(f"a plain list of {JOBS:,} lines: open, scroll", f"{took:.0f} ms; {times}")
    view.hide()


def _fill(data_dir: Path) -> None:
    """Jobs of several years: chains that fork now and then, below pictures that were opened."""
    rng = random.Random(5)
    library, journal = Library(data_dir), Journal(data_dir / FILE_NAME)
    files = []
    for number in range(PICTURES):
        buffer = io.BytesIO()
        photograph(1024).rotate(15 * number).save(buffer, "JPEG", quality=85)
        path = data_dir / f"{number}.jpg"
        path.write_bytes(buffer.getvalue())
        files.append(path)
    tasks: list[str] = []
    now = time.time()
    with journal._transaction() as connection:
        for number in range(JOBS):
            if number % (JOBS // OPENED) == 0:
                task_id = f"{rng.getrandbits(96):024x}"
                tasks.append(task_id)
                sidecar = Sidecar(task_id, created_at="2025-01-02T03:04:05+00:00", service=SERVICE)
                library.save_original(task_id, files[0].read_bytes(), sidecar)
            parent = tasks[max(0, len(tasks) - 1 - int(rng.expovariate(0.7)))]
            task_id = f"{rng.getrandbits(96):024x}"
            at = now - (JOBS - number) * 6000.0
            job = Job(
                id=f"{rng.getrandbits(128):032x}",
                kind=JobKind.INPAINT if number % 3 else JobKind.UPSAMPLE,
                parent_id=parent,
                original_id=parent,
                service=SERVICE,
                created_at=at,
                changed_at=at + 40,
                prompt=f"{_WORDS[number % len(_WORDS)]} {number}" if number % 3 else "",
                image=None if number % 3 else 1 + number % 4,
                state=JobState.FAILED if number % 17 == 5 else JobState.DONE,
                task_id=task_id,
                percent=100,
                cost=18.0,
                actions=_GRID if number % 3 else (),
            )
            connection.execute(INSERT_JOB, parameters(job))
            if job.state is JobState.DONE:
                tasks.append(task_id)
                os.link(files[number % PICTURES], library.pictures / f"{task_id}.jpg")
    journal.close()
