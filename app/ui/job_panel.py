"""On the right: task, prompt, coverage, price and balance, Submit, progress, candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.figures import Figures
from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.preflight_list import PreflightList
from app.ui.prompt_box import PromptBox
from app.ui.source_box import SourceBox
from app.ui.theme import NORMAL, PANEL_WIDTH, TIGHT, WIDE, roomy

if TYPE_CHECKING:
    from app.canvas.picture import Picture
    from app.jobs.forecast import Forecaster
    from app.ui.job_list import JobList
    from app.ui.job_progress import JobProgress
    from app.ui.offer_buttons import OfferButtons
    from app.ui.result_box import ResultBox

_LOW_PANEL = 640  # logical pixels: everything counts


class JobPanel(Translated, QScrollArea):
    """Shows the job as it stands and what the next one will be; decides nothing.

    Each part is an attribute of its own: `source`, `prompt`, `figures`, `preflight`, `jobs`,
    `progress`, `result` and `offers`. The last four are there once it is furnished: nothing is
    seen of them before there is a job.
    """

    forecasts: Forecaster
    jobs: JobList
    progress: JobProgress
    result: ResultBox
    offers: OfferButtons

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._asks = False
        self._is_open = False
        self._result_place: int | None = None  # where the result was scrolled to, while there
        self.setFixedWidth(roomy(PANEL_WIDTH, self))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what in it has the focus
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.source = SourceBox()
        self._prompt_box = PromptBox(actions)
        self.prompt = self._prompt_box.edit
        self.figures = Figures()
        self._submit = self._submit_button()
        self.preflight = PreflightList()
        self._parts = QVBoxLayout()
        self.setWidget(self._body())
        self._is_furnished = False
        self._retranslate()

    def _body(self) -> QWidget:
        body = QWidget()
        body.setObjectName("jobPanel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._frame = QVBoxLayout(body)
        self._frame.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        self._frame.addLayout(self._parts)
        self._frame.addStretch(1)
        self._parts.setSpacing(NORMAL)
        above: tuple[QWidget, ...] = (self.source, self._prompt_box, self.figures)
        for part in above:
            self._parts.addWidget(part)
            self._parts.addSpacing(NORMAL)
        self._parts.addWidget(self._submit)
        self._parts.addSpacing(TIGHT)
        self._parts.addWidget(self.preflight)
        return body

    def furnish(self) -> None:
        """Make what shows jobs and their results."""
        from app.jobs.forecast import Forecaster
        from app.ui.job_list import JobList
        from app.ui.job_progress import JobProgress
        from app.ui.offer_buttons import OfferButtons
        from app.ui.result_box import ResultBox

        self.forecasts = Forecaster()
        self.jobs = JobList(self.forecasts)
        self.progress = JobProgress(self._actions, self.forecasts)
        self.result = ResultBox(self._actions)
        self.offers = OfferButtons(self._actions)
        for part in (self.jobs, self.progress, self.result, self.offers):
            self._parts.addWidget(part)
        self.jobs.fit_panel(self.maximumViewportSize().height())
        self._is_furnished = True

    def _submit_button(self) -> QPushButton:
        submit = self._actions["submit"]
        button = QPushButton()
        button.setObjectName("submitButton")
        button.setProperty("primary", True)
        button.setIcon(icon("submit", "on_accent"))
        button.setMinimumHeight(36)
        button.clicked.connect(submit.trigger)
        return button

    def _retranslate(self) -> None:
        self.set_asking(self._asks)
        self.set_open(self._is_open)

    def set_open(self, on: bool) -> None:
        """Whether a picture is open: without one the button can't be pressed, and says why."""
        self._is_open = on
        self._submit.setEnabled(on)
        hint = self._actions["submit"].toolTip()
        self._submit.setToolTip(hint if on else self.tr("Open a task first"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size()  # the viewport's: see EmptyState
        # The scroll bar comes into the margin, so that nothing else moves when it does.
        margin = WIDE - (self.width() - room.width())
        self._frame.setContentsMargins(WIDE, WIDE, max(margin, TIGHT), WIDE)
        height, is_low = room.height(), room.height() < _LOW_PANEL
        self._prompt_box.set_low(is_low)
        self._parts.setSpacing(TIGHT if is_low else NORMAL)
        if self._is_furnished:
            self.jobs.fit_panel(height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is in it at once. Qt would a round later, and squeeze it until then."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
            if self.verticalScrollBar().value() == self._result_place:
                self._move_to_result()
        return super().eventFilter(watched, event)

    def set_asking(self, on: bool) -> None:
        """Whether pressing Submit now means: in spite of what is noted below it."""
        self._asks = on
        self._submit.setText(self.tr("Submit anyway") if on else self.tr("Submit"))

    def show_submit(self) -> None:
        """Bring Submit and what is noted below it into sight."""
        self._lay_out()
        self.ensureWidgetVisible(self.preflight, 0, NORMAL)

    def show_result(
        self, heading: str, picture: Picture, *, is_grid: bool, is_ours: bool, is_marked: bool
    ) -> None:
        """Show a finished picture, as `ResultBox.show_picture`, and bring it into sight once."""
        was_hidden = self.result.isHidden()
        self.result.show_picture(
            heading, picture, is_grid=is_grid, is_ours=is_ours, is_marked=is_marked
        )
        if was_hidden:
            self._scroll_to_result()

    def clear_result(self) -> None:
        """There is no result to show."""
        self.result.clear()
        self._result_place = None

    def _scroll_to_result(self) -> None:
        """Bring what is done with a result into sight, but never move the prompt out of it."""
        self._lay_out()
        self._move_to_result()

    def _move_to_result(self) -> None:
        """Again when what is above the result grows, as long as nobody has scrolled since."""
        bar = self.verticalScrollBar()
        end = self.result.geometry().bottom() + NORMAL - self.viewport().height()
        top = self._prompt_box.y() + self.prompt.y() - NORMAL
        bar.setValue(max(bar.value(), min(end, top)))
        self._result_place = bar.value()

    @staticmethod
    def _lay_out() -> None:
        """Give what was just shown its place, for it to be scrolled to."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
