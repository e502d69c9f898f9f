"""What a screen reader is told of a window, and what of it would leave its user at a loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QWidget

_ROLE = QAccessible.Role
# What one does something with, whether by keys or not.
_USED = frozenset(
    {
        *(_ROLE.Button, _ROLE.ButtonMenu, _ROLE.ButtonDropDown, _ROLE.CheckBox, _ROLE.RadioButton),
        *(_ROLE.Slider, _ROLE.SpinBox, _ROLE.EditableText, _ROLE.ComboBox, _ROLE.Link),
        *(_ROLE.MenuItem, _ROLE.List, _ROLE.ListItem, _ROLE.Tree, _ROLE.TreeItem, _ROLE.PageTab),
    }
)
# Surfaces of our own, for which no role fits: their names and descriptions say what they are.
_SURFACES = frozenset({"canvas", "comparisonView"})
# What Qt makes of texts that can be selected, and of areas that keys scroll.
_READ = frozenset({_ROLE.StaticText, _ROLE.Client, _ROLE.Pane})


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the tree. `parent` is a number that siblings have in common."""

    role: QAccessible.Role
    name: str
    what: QObject | None
    parent: int

    def __str__(self) -> str:
        kind = type(self.what).__name__ if self.what is not None else "-"
        called = self.what.objectName() if self.what is not None else ""
        return f"{self.role.name} “{self.name}” ({called or kind})"

    @property
    def takes_tab(self) -> bool:
        """Whether keys lead to it."""
        widget = self.what
        if not isinstance(widget, QWidget) or widget.focusProxy() is not None:
            return False
        return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def nodes(window: QWidget) -> Iterator[Node]:
    """Everything in sight, the window first."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    yield from _below(root, 0, iter(range(1, 100_000)))


def _below(found: QAccessibleInterface, parent: int, numbers: Iterator[int]) -> Iterator[Node]:
    state = found.state()
    if state.invisible:
        return
    yield Node(found.role(), _name(found), found.object(), parent)
    number = next(numbers)
    for index in range(found.childCount()):
        child = found.child(index)
        if child is not None:
            yield from _below(child, number, numbers)


def _name(found: QAccessibleInterface) -> str:
    """As it is read out. On Linux Qt gives what is chosen in a combo box as its name, and the
    screen reader goes to the label.
    """
    if found.role() == _ROLE.ComboBox:
        labels = found.relations(QAccessible.RelationFlag.Label)
        return " ".join(label.text(QAccessible.Text.Name) for label, _ in labels)
    return found.text(QAccessible.Text.Name)


def faults(window: QWidget) -> list[str]:
    """A sentence for everything that can't be told what it is, or from its neighbours."""
    problems = []
    alike: Counter[tuple[int, QAccessible.Role, str]] = Counter()
    for node in nodes(window):
        used = node.role in _USED
        if (used or node.takes_tab) and not node.name.strip():
            problems.append(f"{node} has no name")
        if node.takes_tab and not used and not _is_read(node):
            problems.append(f"{node} takes keys, and says nothing of what it is")
        if used:
            alike[node.parent, node.role, node.name] += 1
        problems += _untold_state(node)
    problems += [f"{n} times {role.name} “{name}”" for (_, role, name), n in alike.items() if n > 1]
    return problems


def _is_read(node: Node) -> bool:
    called = node.what.objectName() if node.what is not None else ""
    return called in _SURFACES or node.role in _READ


def _untold_state(node: Node) -> Iterator[str]:
    if isinstance(node.what, QWidget):
        found = QAccessible.queryAccessibleInterface(node.what)
        state = found.state()
        if bool(state.disabled) == node.what.isEnabled():
            yield f"{node}: whether it can be used isn't told"
        if isinstance(node.what, QAbstractButton) and bool(state.checked) != node.what.isChecked():
            yield f"{node}: whether it is on isn't told"
