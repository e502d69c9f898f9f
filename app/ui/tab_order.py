"""The way of the Tab key: as things are laid out, also those that have come later.

Qt's own order is that of the widgets' making. Parts are what F6 goes between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLayout,
    QScrollArea,
    QSplitter,
    QWidget,
)

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def step(parts: Iterable[QWidget], *, forwards: bool) -> bool:
    """Give the focus to the next or previous stop, around and around; False if there is none."""
    here = QApplication.focusWidget()
    order = [w for part in parts for w in _walk(part) if w is here or _is_stop(w)]
    if forwards:
        order.reverse()  # so that in either case the one before is the one to go to
    if not order:
        return False
    place = order.index(here) if here in order else 0
    _focus(order[place - 1], forwards=forwards)
    return True


def is_gone(widget: QWidget | None) -> bool:
    """Whether what has the focus can't be used any more: it was hidden or disabled just now."""
    return widget is not None and not (widget.isVisible() and widget.isEnabled())


def leap(parts: Iterable[QWidget], *, forwards: bool) -> None:
    """Give the focus to the next or previous part: where it was in there, or to its first stop."""
    with_stops = [part for part in parts if any(map(_is_stop, _walk(part)))]
    here = QApplication.focusWidget()
    places = [n for n, part in enumerate(with_stops) if here and _holds(part, here)]
    if not with_stops:
        return
    place = places[0] if places else (-1 if forwards else 0)
    part = with_stops[(place + (1 if forwards else -1)) % len(with_stops)]
    last = part.focusWidget()
    stops = [w for w in _walk(part) if _is_stop(w)]
    _focus(last if last in stops else stops[0], forwards=forwards)


def rove(buttons: Sequence[QAbstractButton]) -> None:
    """Make buttons of which one is checked a single stop; arrow keys lead from it to the others."""
    for button in buttons:
        button.setAutoExclusive(True)
        button.toggled.connect(partial(_be_stop, button))
        _be_stop(button, button.isChecked())


def _be_stop(button: QAbstractButton, on: bool) -> None:
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)


def _walk(widget: QWidget) -> Iterator[QWidget]:
    """What is in sight, the widget itself first."""
    if not widget.isVisible():
        return
    yield widget
    for child in _children(widget):
        if not child.isWindow():
            yield from _walk(child)


def _children(widget: QWidget) -> Iterable[QWidget]:
    """In the order of the layout; what lies in none comes last."""
    children = widget.findChildren(QWidget, options=_DIRECT)
    layout = widget.layout()
    if isinstance(widget, QSplitter):
        children.sort(key=widget.indexOf)
    elif layout is not None:
        children = [*_laid_out(layout), *children]
    return dict.fromkeys(children)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in filter(None, map(layout.itemAt, range(layout.count()))):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _is_stop(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and widget.focusProxy() is None


def _holds(part: QWidget, widget: QWidget) -> bool:
    return part is widget or part.isAncestorOf(widget)


def _focus(widget: QWidget, *, forwards: bool) -> None:
    reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
    widget.setFocus(reason)
    # What was just shown gets its place first: a pane scrolls no further than its contents go.
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    outer = widget.parentWidget()
    while outer is not None:
        if isinstance(outer, QScrollArea):
            outer.ensureWidgetVisible(widget)
        outer = outer.parentWidget()
