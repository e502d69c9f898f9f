"""The history as Qt's views see it: a tree, or what a search leaves of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.jobs.history_node import HistoryNode
from app.jobs.job import Job, JobKind
from app.jobs.lineage import ROOT, Lineage
from app.ui import history_words as words

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class HistoryModel(QAbstractItemModel):
    """An index's id is the number of its node in the `Lineage`; nodes that come later follow.

    Index, parent and row are looked up, and a row's texts are made when it is painted, so that
    ten thousand jobs cost no more than those in sight. `flags` is Qt's own: asked in Python,
    twice a row, it would take most of the time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._nodes: list[HistoryNode] = []
        self._parents: list[int] = []
        self._children: dict[int, list[int]] = {}
        self._shown: dict[int, list[int]] = {}  # of the children, what the search leaves
        self._rows: list[int] = []
        self._numbers: dict[str, int] = {}
        self._tasks: dict[str, int] = {}
        self._jobs: dict[str, Job] = {}
        self.text = ""
        """What is searched for; "" shows all."""
        self.count = 0
        """How many jobs and pictures there are, shown or not."""
        self._haystack: list[str] = []

    # What is shown

    def show(self, lineage: Lineage) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._nodes = list(lineage.nodes)
        self._parents = list(lineage.parents)
        self._children = {parent: list(below) for parent, below in lineage.children.items()}
        self._rows = [0] * len(self._nodes)
        self._haystack = []
        self.count = sum(not node.is_hollow for node in self._nodes)
        self._numbers = {node.key: number for number, node in enumerate(self._nodes)}
        self._tasks = {}
        for number, node in enumerate(self._nodes):
            if node.task_id and (node.task_id not in self._tasks or number in self._children):
                self._tasks[node.task_id] = number
        self._search()
        self.endResetModel()

    def search(self, text: str) -> None:
        """Show what has all of these words in its prompt, kind or ids, and what that came from."""
        text = " ".join(text.split())
        if text != self.text:
            self.beginResetModel()
            self.text = text
            self._search()
            self.endResetModel()

    @property
    def is_searching(self) -> bool:
        """Whether only what was found is shown."""
        return bool(self.text)

    def put(self, node: HistoryNode, job: Job | None = None) -> bool:
        """Show how a node stands now, or a new one. `job`: the node's, as long as it is under way.

        Whether that could be done; else the tree has another shape now, and is to be read anew.
        """
        if job is not None:
            self._jobs[node.key] = job
        else:
            self._jobs.pop(node.key, None)
        number = self._numbers.get(node.key)
        if number is None:
            self._add(node)
            return True
        before, self._nodes[number] = self._nodes[number], node
        if node.prompt != before.prompt or node.task_id != before.task_id:
            self._haystack = []
        self._tell_changed(number)
        if node.task_id and node.task_id != before.task_id:
            return self._tasks.setdefault(node.task_id, number) == number
        return node.is_hollow == before.is_hollow

    def touch(self, key: str) -> None:
        """Something about a node is to be painted anew."""
        number = self._numbers.get(key)
        if number is not None:
            self._tell_changed(number)

    # What a view asks about a row

    def node(self, index: _Index) -> HistoryNode:
        """The node of a valid index."""
        return self._nodes[index.internalId()]

    def job(self, index: _Index) -> Job | None:
        """The job of a valid index, as long as it is under way."""
        return self._jobs.get(self.node(index).key)

    @property
    def has_live(self) -> bool:
        """Whether any job is under way."""
        return bool(self._jobs)

    def index_of(self, key: str) -> QModelIndex:
        """The index of a node; an invalid one when it isn't shown."""
        number = self._numbers.get(key)
        return self._index(number) if number is not None and self._is_shown(number) else _NOWHERE

    def node_of_task(self, task_id: str) -> HistoryNode | None:
        """What stands for a task, shown or not."""
        number = self._tasks.get(task_id)
        return self._nodes[number] if number is not None else None

    def shares_task(self, node: HistoryNode) -> bool:
        """Whether another job was given the same task by the service."""
        return any(
            other.task_id == node.task_id and other.key != node.key and not other.is_hollow
            for other in self._nodes
            if node.task_id
        )

    def ancestors(self, index: _Index) -> Iterable[tuple[int, bool]]:
        """The depth of a row and of each above it, up to 0, and whether it is the last there."""
        levels = []
        at = index.internalId()
        while at != ROOT:
            parent = self._parents[at]
            levels.append(self._rows[at] == len(self._shown[parent]) - 1)
            at = parent
        return zip(range(len(levels) - 1, -1, -1), levels, strict=True)

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        below = self._below(parent)
        if column == 0 and 0 <= row < len(below):
            return self.createIndex(row, column, below[row])
        return QModelIndex()

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]  # and QObject.parent
        parent = self._parents[index.internalId()] if index.isValid() else ROOT
        return self._index(parent)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return len(self._below(parent))

    def hasChildren(self, parent: _Index = _NOWHERE) -> bool:
        return bool(self._below(parent))

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.title(self.node(index))
            case Qt.ItemDataRole.ToolTipRole:
                return words.tool_tip(self.node(index))
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.spoken(self.node(index), self.job(index), time.time())
        return None

    # Inside

    def _index(self, number: int) -> QModelIndex:
        if number == ROOT:
            return QModelIndex()
        return self.createIndex(self._rows[number], 0, number)

    def _below(self, parent: _Index) -> Sequence[int]:
        return self._shown.get(parent.internalId() if parent.isValid() else ROOT, ())

    def _is_shown(self, number: int) -> bool:
        below, row = self._shown.get(self._parents[number], ()), self._rows[number]
        return row < len(below) and below[row] == number

    def _tell_changed(self, number: int) -> None:
        if self._is_shown(number):
            index = self._index(number)
            self.dataChanged.emit(index, index)

    def _search(self) -> None:
        wanted = self.text.casefold().split()
        if wanted:
            found = self._found(wanted)
            self._shown = {
                parent: [number for number in below if found[number]]
                for parent, below in self._children.items()
                if parent == ROOT or found[parent]
            }
        else:
            self._shown = self._children
        for below in self._shown.values():
            self._number_rows(below)

    def _found(self, wanted: Sequence[str]) -> bytearray:
        """For each node whether it, or anything below it, has all of these words."""
        if not self._haystack:
            kinds: dict[str, str] = {kind: words.kind_words(kind).casefold() for kind in JobKind}
            self._haystack = [
                f"{node.prompt} {node.task_id} {node.job_id} {node.kind}".casefold()
                + kinds.get(node.kind, "")
                for node in self._nodes
            ]
        found = bytearray(len(self._nodes))
        for number, text in enumerate(self._haystack):
            if all(word in text for word in wanted):
                at = number
                while at != ROOT and not found[at]:
                    found[at] = True
                    at = self._parents[at]
        return found

    def _add(self, node: HistoryNode) -> None:
        """Add a node on top of what came from the same one, and its tree on top of the others."""
        self._haystack = []
        if node.job_id and node.parent_id not in self._tasks:
            self._add(HistoryNode(task_id=node.parent_id, created_at=node.created_at))
        parent = self._tasks.get(node.parent_id, ROOT)
        number = len(self._nodes)
        if self.is_searching:
            self.beginResetModel()
            self._enter(node, number, parent)
            self._move_up(parent)
            self._search()
            self.endResetModel()
            return
        self.beginInsertRows(self._index(parent), 0, 0)
        self._enter(node, number, parent)
        self._number_rows(self._children[parent])
        self.endInsertRows()
        top = self._top_of(parent)
        if top != ROOT and self._rows[top] > 0:
            row = self._rows[top]
            self.beginMoveRows(_NOWHERE, row, row, _NOWHERE, 0)
            self._move_up(parent)
            self._number_rows(self._children[ROOT])
            self.endMoveRows()

    def _enter(self, node: HistoryNode, number: int, parent: int) -> None:
        self._nodes.append(node)
        self._parents.append(parent)
        self._rows.append(0)
        self._numbers[node.key] = number
        self.count += not node.is_hollow
        if node.task_id:
            self._tasks.setdefault(node.task_id, number)
        self._children.setdefault(parent, []).insert(0, number)

    def _move_up(self, number: int) -> None:
        top, roots = self._top_of(number), self._children[ROOT]
        if top != ROOT:
            roots.remove(top)
            roots.insert(0, top)

    def _top_of(self, number: int) -> int:
        while number != ROOT and self._parents[number] != ROOT:
            number = self._parents[number]
        return number

    def _number_rows(self, below: Sequence[int]) -> None:
        for row, number in enumerate(below):
            self._rows[number] = row
