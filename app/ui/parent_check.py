"""What the service says of a task that so far only the user has spoken of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.api.errors import KeyMissing, TaskNotFound, Unauthorized
from app.api.schema import Task, TaskStatus
from app.canvas.preflight import Parent
from app.jobs.background import CallResult
from app.jobs.loading import Source
from app.ui.backend import Backend, Question
from app.ui.workspace import Workspace

# A service that is silent for so long may as well be away: Submit waits for the answer.
_PATIENCE_MS = 8000
# A task that still runs is over within a minute or two.
_AGAIN_MS = 5000

# These stay as they are.
_FINAL = frozenset({Parent.DONE, Parent.GRID, Parent.FAILED})


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    source: Source
    backend: Backend
    parent: Parent


class ParentCheck(QObject):
    """Asks about the task of a picture from a file (IMAGE with `--task`), which was opened without
    a word to the service: beside the window, and again for as long as the answer may change.
    """

    changed = Signal()
    """An answer has come, or none in time."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._answer: _Answer | None = None
        self._call: int | None = None
        self._patience = self._new_timer(_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        self._again = self._new_timer(_AGAIN_MS)
        self._again.timeout.connect(self.ask)
        workspace.sourceChanged.connect(self._begin)
        workspace.backendChanged.connect(self._begin)
        workspace.desk.balanceArrived.connect(self._on_service_heard)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is awaited."""
        return self._call is not None

    def parent_of(self, source: Source) -> Parent:
        """What is known; a task of which nothing is known yet counts as done."""
        if source.task_id is None:
            return Parent.NONE
        if not source.is_claimed:
            return Parent.GRID if source.is_grid else Parent.DONE
        answer = self._answer_about(source)
        return answer.parent if answer is not None else Parent.DONE

    def ask(self) -> None:
        """Ask about what is open, where the answer isn't known for good."""
        source, backend = self._workspace.source, self._workspace.backend
        if source is None or source.task_id is None or not source.is_claimed or self.is_asking:
            return
        answer = self._answer_about(source)
        if answer is not None and answer.parent in _FINAL:
            return
        task_id = source.task_id
        question = Question(backend, lambda client: client.get_task(task_id, attempts=1))
        self._again.stop()
        self._patience.start()
        self._call = self._workspace.background.call(question, self._on_answered, question.abort)

    def _begin(self) -> None:
        """Another picture is open, or another service is asked."""
        self._stop()
        self._answer = None
        self.ask()

    def _stop(self) -> None:
        self._again.stop()
        self._patience.stop()
        if self._call is not None:
            self._workspace.background.cancel_call(self._call)
            self._call = None

    def _give_up(self) -> None:
        self._stop()
        self._note(Parent.UNSURE)

    def _on_answered(self, result: CallResult[Task]) -> None:
        self._call = None
        self._patience.stop()
        if result.value is not None:
            self._note(_as_parent(result.value))
        else:
            self._note(_as_refused(result.error))

    def _note(self, parent: Parent) -> None:
        workspace = self._workspace
        if workspace.source is not None:
            self._answer = _Answer(workspace.source, workspace.backend, parent)
        if parent is Parent.NOT_DONE:
            self._again.start()
        self.changed.emit()

    def _on_service_heard(self) -> None:
        """The service can be reached, maybe only since now, or with another key."""
        self.ask()

    def _answer_about(self, source: Source) -> _Answer | None:
        answer = self._answer
        if answer is None or answer.source is not source:
            return None
        return answer if answer.backend is self._workspace.backend else None

    def _new_timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        return timer


def _as_refused(error: Exception | None) -> Parent:
    match error:
        case TaskNotFound():
            return Parent.MISSING
        case KeyMissing() | Unauthorized():
            return Parent.NO_KEY
    return Parent.UNSURE


def _as_parent(task: Task) -> Parent:
    if task.status is TaskStatus.FAILED:
        return Parent.FAILED
    if task.status is not TaskStatus.DONE:
        return Parent.NOT_DONE
    return Parent.GRID if task.offers.is_grid else Parent.DONE
