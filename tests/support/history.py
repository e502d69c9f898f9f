"""The history in the window, as an eye reads it and a hand uses it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QDockWidget, QLabel, QLineEdit, QTreeView

from tests.support.window import LEFT, Stage

_SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def tree(stage: Stage) -> QTreeView:
    """The view."""
    return stage.find("historyView", QTreeView)


def show(stage: Stage) -> None:
    """Bring the dock up, if it isn't, and give it the keys."""
    dock = stage.find("historyDock", QDockWidget)
    if not dock.isVisible():
        stage.action("history").trigger()
    stage.wait(dock.isVisible)
    tree(stage).setFocus()


def rows(stage: Stage) -> list[str]:
    """All rows as they are read out, a dot for each level, whether they are in sight or not."""
    model, found = tree(stage).model(), []
    waiting = [(model.index(row, 0), 0) for row in reversed(range(model.rowCount()))]
    while waiting:
        index, depth = waiting.pop()
        found.append("." * depth + str(index.data(_SPOKEN)))
        below = reversed(range(model.rowCount(index)))
        waiting += [(model.index(row, 0, index), depth + 1) for row in below]
    return found


def shapes(stage: Stage) -> list[str]:
    """The same without states, prices and times."""
    return [text.split(" · ")[0] for text in rows(stage)]


def find(stage: Stage, part: str) -> QModelIndex:
    """The index of the one row that says this."""
    model = tree(stage).model()
    found = model.match(
        model.index(0, 0),
        _SPOKEN,
        part,
        -1,
        Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive,
    )
    assert len(found) == 1, (part, rows(stage))
    return found[0]


def pick(stage: Stage, part: str) -> None:
    """Click the row that says this; again, should the rows have come anew under the pointer."""

    def picked() -> bool:
        view, index = tree(stage), find(stage, part)
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        spot = view.visualRect(index).center()
        if view.indexAt(spot) == index:
            QTest.mouseClick(view.viewport(), LEFT, pos=spot)
        return part in selected(stage)

    try:
        stage.wait(picked)
    except AssertionError as error:
        view, index = tree(stage), find(stage, part)
        places = (view.viewport().rect(), view.visualRect(index), view.indexAt(QPoint(9, 9)).data())
        raise AssertionError(
            f"{error} In sight: {view.isVisible()}, selected: {selected(stage)!r}, "
            f"viewport, row and what lies in the corner: {places}"
        ) from None


def choose(stage: Stage, part: str, command: str) -> None:
    """Pick a row, and choose one of its commands."""
    pick(stage, part)
    action = stage.action(command)
    assert action.isEnabled(), command
    action.trigger()


def selected(stage: Stage) -> str:
    """What the selected row says; "" when none is."""
    indexes = tree(stage).selectionModel().selectedIndexes()
    return str(indexes[0].data(_SPOKEN)) if indexes else ""


def is_open(stage: Stage, part: str) -> bool:
    """Whether what came from the row can be seen."""
    return tree(stage).isExpanded(find(stage, part))


def search(stage: Stage, text: str) -> None:
    """Type into the search field, in the place of what is there."""
    field = stage.find("historySearch", QLineEdit)
    field.setFocus()
    field.setText(text)


def instead(stage: Stage) -> str:
    """What stands in the place of the tree; "" while the tree is there."""
    label = stage.find("historyEmpty", QLabel)
    return label.text() if label.isVisible() else ""
