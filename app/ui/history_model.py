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
        self._texts: list[str] = []
        self._found: list[int] = []  # what has the text that is searched for

    # What is shown

    def show(self, lineage: Lineage) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._nodes = list(lineage.nodes)
        self._parents = list(lineage.parents)
        self._children = {parent: list(below) for parent, below in lineage.children.items()}
        self._rows = [0] * len(self._nodes)
        self._texts = list(lineage.texts)
        self.count = sum(not node.is_hollow for node in self._nodes)
        self._numbers = {node.key: number for number, node in enumerate(self._nodes)}
        self._tasks = {}
        for number, node in enumerate(self._nodes):
            if node.task_id and (node.task_id not in self._tasks or number in self._children):
                self._tasks[node.task_id] = number
        self._search(range(len(self._nodes)))
        self.endResetModel()

    def search(self, text: str) -> None:
        """Show what has all of these words in its prompt, kind or ids, and what that came from."""
        text = " ".join(text.split())
        if text != self.text:
            # What has more letters is among what has the fewer.
            longer = bool(self.text) and text.casefold().startswith(self.text.casefold())
            self.beginResetModel()
            self.text = text
            self._search(self._found if longer else range(len(self._nodes)))
            self.endResetModel()

    @property
    def is_searching(self) -> bool:
        """Whether only what was found is shown."""
        return bool(self.text)

    @property
    def found_count(self) -> int:
        """How many have what is searched for, besides what they came from."""
        return sum(not self._nodes[number].is_hollow for number in self._found)

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
        self._texts[number] = node.text
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

    def _search(self, candidates: Sequence[int]) -> None:
        """Have of these, and of what they came from, what has all of the words; all for none."""
        children, rows = self._children, self._rows
        if not self.is_searching:
            self._shown = children
        else:
            for word in self.text.casefold().split():
                candidates = self._having(word, candidates)
            self._found = list(candidates)
            kept = self._with_ancestors(self._found)
            self._shown = {
                parent: [number for number in children[parent] if number in kept]
                for parent in {self._parents[number] for number in kept}
            }
        for below in self._shown.values():
            for row, number in enumerate(below):
                rows[number] = row

    def _having(self, word: str, candidates: Sequence[int]) -> list[int]:
        """Those of the candidates with this word, or of a kind that is called so."""
        texts, nodes = self._texts, self._nodes
        kinds = {kind for kind in JobKind if word in words.kind_words(kind).casefold()}
        if not kinds:
            return [number for number in candidates if word in texts[number]]
        return [n for n in candidates if word in texts[n] or nodes[n].kind in kinds]

    def _with_ancestors(self, numbers: Sequence[int]) -> set[int]:
        kept = set(numbers)
        for number in numbers:
            at = self._parents[number]
            while at != ROOT and at not in kept:
                kept.add(at)
                at = self._parents[at]
        return kept

    def _add(self, node: HistoryNode) -> None:
        """Add a node on top of what came from the same one, and its tree on top of the others."""
        if node.job_id and node.parent_id not in self._tasks:
            self._add(HistoryNode(task_id=node.parent_id, created_at=node.created_at))
        parent = self._tasks.get(node.parent_id, ROOT)
        number = len(self._nodes)
        if self.is_searching:
            self.beginResetModel()
            self._enter(node, number, parent)
            self._move_up(parent)
            self._search(range(len(self._nodes)))
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
        self._texts.append(node.text)
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
