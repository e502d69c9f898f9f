"""Before money is spent: what preflight finds is told while editing, and decides at Submit.

What blocks never passes: then Submit says what to do instead. A doubt passes once it has been
seen: a doubt about the mask after a second in sight beside Submit; one about the prompt or the
balance as soon as it is in sight, since it comes with the letter that is typed, and a request that
can't be paid costs nothing. Then Submit goes off at once. Otherwise (the doubt came with the
press, or could not be in sight) Submit asks: the button reads "Submit anyway", and from half a
second later on (so that a double click is no answer) pressing it again submits. A doubt that was
passed is never asked about again for the same mask.

That exactly this was submitted before is a doubt of its own kind: nobody who has just submitted
needs telling, so nothing is noted until Submit is pressed; and each press is asked about anew.

The mask is inspected beside the window whenever the hand has rested for half a second. Submit
takes what was found only if the mask has not changed since; otherwise the very snapshot that is
to be sent is inspected first: at once if that is done within a frame, else beside the window, and
only then is anything handed to a job. Its file is checked once more by the job: see
`app.canvas.preflight.prove`. Of a task that only the user has spoken of, the service is asked
first, too: see `ParentCheck`. And as long as it isn't known what earlier sessions have sent, an
order waits for that.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.canvas import Canvas
from app.canvas.geometry import Point
from app.canvas.mask import MaskSnapshot
from app.canvas.operations import RemoveSpecks
from app.canvas.preflight import (
    SPECK,
    Facts,
    FindingKind,
    MaskReport,
    findings,
    stored_size,
)
from app.jobs.job import JobKind
from app.jobs.loading import Source
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.money import Money
from app.ui.parent_check import ParentCheck
from app.ui.preflight_inspector import MaskInspector
from app.ui.preflight_list import Line
from app.ui.preflight_words import sentence
from app.ui.sent_before import SentBefore
from app.ui.workspace import Workspace

_SEEN_AFTER = dict.fromkeys(
    (FindingKind.PARENT_UNSURE, FindingKind.SPECKS, FindingKind.NEARLY_EVERYTHING), 1.0
)
_ANSWER_AFTER, _READ_AFTER = 0.5, 1.0
_PATIENCE_MS = 200  # what is over by then needs no words
_MOST_LINES = 3
# Close enough to see a speck for what it is, and some of what is around it.
_SPECK_ZOOM = 8.0

# Nothing is wrong with these: they say what comes next.
_PLAIN = frozenset(
    {
        *(FindingKind.NO_TASK, FindingKind.PARENT_GRID, FindingKind.EMPTY),
        FindingKind.SENT_BEFORE,
    }
)
_ASKED_EACH_TIME = frozenset({FindingKind.SENT_BEFORE})
# What the service may say otherwise before long.
_ASKED_ABOUT = frozenset(
    {FindingKind.PARENT_NOT_DONE, FindingKind.PARENT_MISSING, FindingKind.PARENT_UNSURE}
)


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What is to be submitted, as it was when Submit was pressed."""

    source: Source
    prompt: str
    mask: MaskSnapshot


class Preflight(QObject):
    """Finds what is wrong or doubtful, shows it beside Submit, and clears orders."""

    cleared = Signal(object)  # Order
    blocked = Signal(object, object)  # FindingKind, and its sentence as Words
    checkingChanged = Signal()

    def __init__(self, workspace: Workspace, money: Money, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._window = workspace.window
        self._panel = workspace.window.panel
        self._money = money
        self._inspector = MaskInspector(workspace.window.canvas, workspace.background, self)
        self._parents = ParentCheck(workspace, self)
        self._order: Order | None = None
        self._report: MaskReport | None = None
        self._since: dict[FindingKind, float] = {}
        self._passed: set[tuple[FindingKind, str]] = set()
        self._asking: frozenset[FindingKind] = frozenset()
        self._asked_at = 0.0
        self._sent_before = SentBefore(workspace, self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._tell_checking)
        self._connect()

    # Submitting

    def begin(self, source: Source, prompt: str, canvas: Canvas | None) -> None:
        """Submit was pressed: `cleared` or `blocked` follows, or the button asks."""
        if self._order is not None:
            return
        if canvas is None or source.task_id is None:
            self._block(self._facts(source, prompt, None), None)
            return
        if FindingKind.PARENT_UNSURE not in self._asking:
            self._parents.ask()
        self._order = order = Order(source, prompt, canvas.snapshot())
        inspector = self._inspector
        self._report = inspector.report_of(canvas) or inspector.glance(canvas, order.mask)
        if self._report is None:
            inspector.order(canvas, order.mask)
        self._patience.start(_PATIENCE_MS)
        self._go_on()
        if self.is_checking:
            self.checkingChanged.emit()

    @property
    def is_checking(self) -> bool:
        """Whether Submit was pressed, and the mask is being inspected for it or the service asked
        about the task.
        """
        return self._order is not None

    def note_job(self, mask: MaskSnapshot, job_id: str) -> None:
        """What was cleared has become a job."""
        self._sent_before.note_job(mask, job_id)
        self.refresh()

    def start_over(self) -> bool:
        """What was asked, or waits, was about another picture or for another service; whether
        that drops what was to be submitted.
        """
        has_just_asked = bool(self._asking) and time.monotonic() - self._asked_at < _READ_AFTER
        is_dropped = self._checked() is not None or has_just_asked
        self._since.clear()
        self._asking = frozenset()
        self.refresh()
        return is_dropped

    def _decide(self, order: Order, report: MaskReport) -> None:
        facts = self._facts(order.source, order.prompt, report)
        if self._block(facts, report):
            return
        doubts = {kind for kind in findings(facts, report) if kind.is_doubt}
        unseen = {kind for kind in doubts if not self._was_seen(kind, report.digest)}
        if unseen:
            self._ask(unseen)
            return
        self._passed |= {(kind, report.digest) for kind in doubts - _ASKED_EACH_TIME}
        self._asking = frozenset()
        self.refresh()
        self._sent_before.note_cleared(order.mask, order.source, order.prompt, report)
        self.cleared.emit(order)

    def _block(self, facts: Facts, report: MaskReport | None) -> bool:
        """Say what is in the way, if anything is."""
        kind = next((kind for kind in findings(facts, report) if kind.blocks), None)
        if kind is None:
            return False
        self.refresh()
        self.blocked.emit(kind, partial(sentence, kind, facts, report))
        return True

    def _was_seen(self, kind: FindingKind, digest: str) -> bool:
        now = time.monotonic()
        if (kind, digest) in self._passed:
            return True
        if kind in self._asking:
            return now - self._asked_at >= _ANSWER_AFTER
        since = self._since.get(kind, math.inf)
        seen_at = since + _SEEN_AFTER.get(kind, 0.0)
        return now >= seen_at and self._panel.preflight.is_in_sight(kind)

    def _ask(self, unseen: set[FindingKind]) -> None:
        if not unseen <= self._asking:
            self._asking |= unseen
            self._asked_at = time.monotonic()
        self.refresh()
        self._panel.show_submit()

    # Waiting for the inspection, and for the service

    def _on_reported(self, answer: MaskReport | Exception) -> None:
        if isinstance(answer, MaskReport):
            self._report = answer
            self._go_on()
        elif self._checked() is not None:
            self._workspace.say(Level.ERROR, partial(exception_sentence, answer))
        self.checkingChanged.emit()

    def _on_more_known(self) -> None:
        self.refresh()
        self._go_on()
        self.checkingChanged.emit()

    def _go_on(self) -> None:
        """Decide about the order that waits, once all is known, or enough to refuse it."""
        order, report = self._order, self._report
        if order is None or report is None:
            return
        found = findings(self._facts(order.source, order.prompt, report), report)
        waits = self._parents.is_asking or self._sent_before.is_reading
        if not waits or any(kind.blocks for kind in found):
            self._checked()
            self._decide(order, report)

    def _checked(self) -> Order | None:
        """The order that has waited, if any; it waits no more."""
        order, self._order, self._report = self._order, None, None
        if order is not None and not self._patience.isActive():
            self._window.statusBar().clearMessage()
        self._patience.stop()
        return order

    def _tell_checking(self) -> None:
        if self._report is None:
            self._window.tell(lambda: self.tr("Checking the mask…"))
        elif self._parents.is_asking:
            self._window.tell(lambda: self.tr("Asking the service about the task…"))
        else:
            self._window.tell(lambda: self.tr("Reading what was submitted before…"))

    # What else is known

    def _facts(self, source: Source, prompt: str, report: MaskReport | None) -> Facts:
        return Facts(
            stored_size(source.picture),
            self._parents.parent_of(source),
            prompt,
            self._money.to_spend,
            self._money.last_price(JobKind.INPAINT),
            report is not None and self._sent_before.holds(source, prompt, report),
        )

    # Showing

    def refresh(self) -> None:
        """Show what is found as things stand; takes no time."""
        source = self._workspace.source
        shown = self._lines_of(source) if source is not None else {}
        now = time.monotonic()
        self._since = {kind: self._since.get(kind, now) for kind in shown}
        self._panel.preflight.show_lines(tuple(shown.values()))
        self._panel.set_asking(bool(self._asking))

    def _lines_of(self, source: Source) -> dict[FindingKind, Line]:
        canvas, prompt = self._workspace.canvas, self._panel.prompt.toPlainText().strip()
        report = self._inspector.last_report_of(canvas) if canvas is not None else None
        facts = self._facts(source, prompt, report)
        found = findings(facts, report)
        self._asking &= set(found)
        quiet = _ASKED_EACH_TIME - self._asking
        found = tuple(kind for kind in found if kind not in quiet)
        shown = found if self._asking else found[:_MOST_LINES]
        return {kind: self._line(kind, facts, report) for kind in shown}

    def _line(self, kind: FindingKind, facts: Facts, report: MaskReport | None) -> Line:
        level = Level.ERROR if kind.blocks else Level.WARNING
        if kind in _PLAIN:
            level = Level.INFO
        return Line(kind, level, sentence(kind, facts, report), self._choices(kind, report))

    def _choices(self, kind: FindingKind, report: MaskReport | None) -> tuple[Choice, ...]:
        match kind:
            case FindingKind.SPECKS if report is not None and report.specks is not None:
                show = Choice(
                    lambda: self.tr("Show"), partial(self._show_speck, report.specks.first)
                )
                remove = Choice(lambda: self.tr("Remove them"), self._remove_specks)
                return (show,) if report.is_specks_alone else (remove, show)
            case FindingKind.NEARLY_EVERYTHING:
                invert = self._window.actions_["invertMask"]
                return (Choice(lambda: self.tr("Invert the mask"), invert.trigger),)
            case FindingKind.BALANCE:
                return (Choice(lambda: self.tr("Ask again"), self._money.ask),)
            case FindingKind.NO_KEY:
                preferences = self._window.actions_["preferences"]
                return (Choice(lambda: self.tr("Preferences…"), preferences.trigger),)
            case _ if kind in _ASKED_ABOUT:
                return (Choice(lambda: self.tr("Check again"), self._parents.ask),)
        return ()

    def _remove_specks(self) -> None:
        self._window.options.edit_bar.reject()
        self._window.canvas.operationWanted.emit(RemoveSpecks(SPECK))
        self._window.focus_picture()

    def _show_speck(self, place: tuple[int, int]) -> None:
        view = self._window.canvas
        viewport = view.viewport
        middle = Point(viewport.view.width / 2, viewport.view.height / 2)
        there = Point(place[0] + 0.5, place[1] + 0.5)
        view.show_viewport(viewport.zoomed(_SPECK_ZOOM, middle, there))
        self._window.focus_picture()

    def _on_source_changed(self) -> None:
        self._inspector.forget()
        if self.start_over():
            self._workspace.say(
                Level.WARNING,
                lambda: self.tr("Nothing was submitted: another picture was opened first."),
            )

    def _connect(self) -> None:
        view, desk = self._window.canvas, self._workspace.desk
        self._inspector.looked.connect(self.refresh)
        self._inspector.reported.connect(self._on_reported)
        self._parents.changed.connect(self._on_more_known)
        view.settled.connect(self.refresh)
        self._workspace.sourceChanged.connect(self._on_source_changed)
        self._panel.prompt.textChanged.connect(self.refresh)
        desk.balanceArrived.connect(self.refresh)
        desk.balanceFailed.connect(self.refresh)
        self._workspace.ledger.changed.connect(self.refresh)
        self._sent_before.changed.connect(self._on_more_known)
