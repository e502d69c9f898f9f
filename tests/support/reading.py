"""What a window says, and what of it can't be read in full."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStatusBar,
    QToolBar,
    QToolButton,
    QWidget,
)

_BAR_EXTENSIONS = ("qt_toolbar_ext_button", "qt_menubar_ext_button")


def texts(window: QWidget) -> Iterator[str]:
    """Everything that the window and what is in it says, now or on demand; some of it twice."""
    for widget in [window, *window.findChildren(QWidget)]:
        yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip())
        yield widget.accessibleName()
        yield from _own_texts(widget)
    for action in window.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def _own_texts(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QMenu():
            yield widget.title()
        case QLineEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QSpinBox():
            yield widget.suffix()
        case QComboBox():
            yield from (widget.itemText(index) for index in range(widget.count()))
        case QStatusBar():
            yield widget.currentMessage()


def cut_off(window: QWidget) -> list[str]:
    """A sentence for everything visible in the window that has less room than it needs."""
    problems = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        text = next(_own_texts(widget), "")
        if widget.objectName() in _BAR_EXTENSIONS:
            problems.append(f"{widget.objectName()}: the bar is too short for all it holds")
        if text and isinstance(widget, (QLabel, QPushButton, QCheckBox)):
            problems += [f"“{text}”: {fault}" for fault in (*_narrow(widget), *_outside(widget))]
        elif isinstance(widget, (QToolBar, QToolButton)):
            problems += [f"{_name(widget)}: {fault}" for fault in _outside(widget)]
        elif text and isinstance(widget, QLineEdit):
            room, need = widget.contentsRect().width(), _width(widget, text)
            problems += [f"“{text}”: {need} in {room} px"] if need > room else []
        if isinstance(widget, (QLineEdit, QSpinBox, QComboBox)):
            given, least = widget.height(), widget.minimumSizeHint().height()
            problems += [f"{_name(widget)}: {least} px high in {given}"] if least > given else []
    return problems


def _narrow(widget: QWidget) -> Iterator[str]:
    """Whether the text fits into the widget."""
    need = widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        room = widget.contentsRect().width()
        longest = max(_width(widget, word) for word in widget.text().split())
        if longest > room:
            yield f"a word of {longest} px in {room} px"
        need.setWidth(widget.width())
        need.setHeight(widget.heightForWidth(widget.width()))
    if widget.width() < need.width() or widget.height() < need.height():
        yield f"{need.toTuple()} px needed, {widget.size().toTuple()} given"


def _outside(widget: QWidget) -> Iterator[str]:
    """Whether the widget reaches out of something it is in; scrolling down is fine."""
    scrolled = False
    inner = widget
    while not inner.isWindow() and (outer := inner.parentWidget()) is not None:
        scrolled = scrolled or isinstance(outer.parentWidget(), QScrollArea)
        corner = widget.mapTo(outer, QPoint())
        right, bottom = corner.x() + widget.width(), corner.y() + widget.height()
        if corner.x() < 0 or right > outer.width():
            yield f"x {corner.x()} to {right} in a {_name(outer)} of {outer.width()} px"
        elif not scrolled and (corner.y() < 0 or bottom > outer.height()):
            yield f"y {corner.y()} to {bottom} in a {_name(outer)} of {outer.height()} px"
        inner = outer


def _width(widget: QWidget, text: str) -> int:
    flags = int(Qt.TextFlag.TextSingleLine)
    return widget.fontMetrics().size(flags, text).width()


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__
