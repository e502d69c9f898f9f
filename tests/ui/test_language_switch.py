"""The language changed while the window is open: nothing tells that it was ever another one."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QProgressBar,
    QWidget,
)

from app.sandbox.server import SandboxServer
from app.ui.language import set_language
from app.ui.picture_view import PictureView
from app.ui.status_line import StatusLine
from app.ui.theme import choose_scheme
from tests.support.language import spoken
from tests.support.tour import settle, tour
from tests.support.window import Stage, shot

LANGUAGES = ("en", "ru")
OTHER = {"en": "ru", "ru": "en"}
TICKING = re.compile(r"\b\d+:\d\d\b")
NEW_ID = re.compile(r"\b[0-9a-f]{24}\b")
NOT_TEXTS = {"objectName", "styleSheet", "html"}
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)

Told = dict[str, str]
States = dict[str, tuple[Told, Told, Told]]


def everything_told(top: QWidget) -> Told:
    """Every text of a window and of all that is in it, by where it is; the widgets' places; and
    what it looks like, which has the texts that are painted.
    """
    _forget_pointer(top)
    told: Told = {}
    _collect(top, type(top).__name__, told)
    if not any(_moves(widget) for widget in top.findChildren(QWidget) if widget.isVisible()):
        told["looks"] = _digest(shot(top))
    return told


def _forget_pointer(top: QWidget) -> None:
    """Show nothing of the pointer, which is wherever this machine has it."""
    for view in top.findChildren(PictureView):
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    for line in top.findChildren(StatusLine):
        for timer in line.findChildren(QTimer):
            timer.setInterval(0)  # what it tells of the pointer comes a moment later
    QApplication.processEvents()


def _moves(widget: QWidget) -> bool:
    """Whether it looks different from one moment to the next."""
    if isinstance(widget, QProgressBar):
        return widget.maximum() == widget.minimum()
    return isinstance(widget, QLabel) and bool(TICKING.search(widget.text()))


def _digest(image: QImage) -> str:
    return hashlib.sha256(image.constBits()).hexdigest()


def _collect(thing: QObject, path: str, told: Told) -> None:
    for name, text in _texts(thing):
        told[f"{path}.{name}"] = text and NEW_ID.sub("id", TICKING.sub("m:ss", text))
    if isinstance(thing, QWidget) and thing.isVisible():
        box = thing.size().toTuple() if thing.isWindow() else thing.geometry().getRect()
        told[f"{path} geometry"] = str(box)
    counts: Counter[str] = Counter()
    for child in thing.children():
        name = f"{type(child).__name__}#{child.objectName()}"
        counts[name] += 1
        _collect(child, f"{path}/{name}{counts[name]}", told)


def _texts(thing: QObject) -> Iterator[tuple[str, str]]:
    for name in _names_of_texts(thing):
        yield name, str(thing.property(name) or "")
    if isinstance(thing, QWidget):
        yield "locale", thing.locale().name()
    if isinstance(thing, (QAbstractItemView, QComboBox)) and (model := thing.model()) is not None:
        yield from _rows(model, QModelIndex(), "row")


def _names_of_texts(thing: QObject) -> list[str]:
    """Those of its class's properties; looked up once, as there are 90,000 things to be told of."""
    meta = thing.metaObject()
    key = (type(thing), str(meta.className()))
    if key not in _names:
        entries = [meta.property(index) for index in range(meta.propertyCount())]
        names = [str(each.name()) for each in entries if str(each.typeName()) == "QString"]
        _names[key] = [name for name in names if name not in NOT_TEXTS]
    return _names[key]


_names: dict[tuple[type, str], list[str]] = {}


def _rows(model: QAbstractItemModel, parent: QModelIndex, path: str) -> Iterator[tuple[str, str]]:
    for row in range(model.rowCount(parent)):
        index, name = model.index(row, 0, parent), f"{path} {row}"
        for role in ROLES:
            yield f"{name}, {role.name}", str(index.data(role) or "")
        yield from _rows(model, index, name)


@pytest.fixture(scope="module")
def told(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> dict[str, States]:
    """For each language in which the window was built, and each state: what it told, what it
    told in the other language, and what back in its own.
    """
    choose_scheme(qapp, "dark")
    flash_time = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    found: dict[str, States] = {}
    for language in LANGUAGES:
        folder = tmp_path_factory.mktemp(language)
        with (
            spoken(qapp, language),
            SandboxServer(duration=(0.2, 0.3)) as server,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("app.sandbox.server.SandboxServer", lambda server=server: server)
            stage = Stage(server, folder / "data", patch)
            states = found[language] = {}
            try:
                for state, window in tour(stage, folder):
                    sights = [everything_told(window)]
                    for now in (OTHER[language], language):
                        set_language(qapp, now)
                        settle()
                        sights.append(everything_told(window))
                    states[state] = (sights[0], sights[1], sights[2])
            finally:
                stage.close()
    qapp.setCursorFlashTime(flash_time)
    return found


def differences(expected: Told, found: Told) -> list[str]:
    return [
        f"{path}: {expected.get(path)!r} is {found.get(path)!r}"
        for path in sorted(expected.keys() | found.keys())
        if expected.get(path) != found.get(path)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_switched_window_is_as_one_that_was_built_in_the_language(
    told: dict[str, States], language: str
) -> None:
    fresh, other = told[language], told[OTHER[language]]
    assert list(fresh) == list(other)
    wrong = {state: differences(fresh[state][0], other[state][1]) for state in fresh}
    assert {state: lines for state, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_back_leaves_nothing_behind(told: dict[str, States], language: str) -> None:
    wrong = {state: differences(sights[0], sights[2]) for state, sights in told[language].items()}
    assert {state: lines for state, lines in wrong.items() if lines} == {}
