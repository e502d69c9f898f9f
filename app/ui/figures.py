"""In the panel: how much is marked, the price, the balance and whose it is, what has been spent."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.texts import coverage_text
from app.ui.theme import TIGHT

_ICON = QSize(14, 14)


class Figures(Translated, QWidget):
    """Shows what it is told; says which account the user wants to pay from."""

    balanceWanted = Signal()
    walletChosen = Signal(bool)
    """Whether the personal account is to pay from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wallet = False
        self._coverage: float | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(TIGHT)
        self._captions: dict[str, QLabel] = {}
        self._figures: dict[str, _Figure] = {}
        self._add_row("coverageLabel")
        self._add_row("costLabel")
        self._add_row("balanceLabel", self._refresh_button(), self._account_button())
        self._add_makeup()
        self._add_row("spentTodayLabel")
        self._add_row("spentPictureLabel")
        self._retranslate()

    def _retranslate(self) -> None:
        captions = {
            "coverageLabel": self.tr("Marked"),
            "costLabel": self.tr("Price"),
            "balanceLabel": self.tr("Balance"),
            "spentTodayLabel": self.tr("Spent today"),
            "spentPictureLabel": self.tr("On this picture"),
        }
        for name, caption in captions.items():
            self._captions[name].setText(caption)
            self._figures[name].setAccessibleDescription(caption)
        self._switch.setToolTip(self.tr("Choose which account pays, and whose balance is shown"))
        self._organisation.setText(self.tr("Organisation"))
        self._personal.setText(self.tr("Personal"))
        self._refresh.setToolTip(self.tr("Ask for the balance again"))
        self._refresh.setAccessibleName(self.tr("Ask for the balance again"))
        self.set_coverage(self._coverage)
        self.set_wallet(self._wallet)

    def set_coverage(self, coverage: float | None) -> None:
        """Show the white share of the mask, 0.0 to 1.0; None when nothing is open."""
        self._coverage = coverage
        self._figures["coverageLabel"].setText(coverage_text(coverage))

    def set_cost(self, text: str, hint: str = "") -> None:
        """Show the price; `hint` says more about it."""
        self._figures["costLabel"].setText(text)
        for label in (self._figures["costLabel"], self._captions["costLabel"]):
            label.setToolTip(hint)

    def set_wallet(self, on: bool) -> None:
        """Show which account pays: the personal one, or the organisation's."""
        self._wallet = on
        chosen = self._personal if on else self._organisation
        chosen.setChecked(True)
        self._switch.setText(chosen.text())
        self._switch.setAccessibleName(f"{self._captions['balanceLabel'].text()}: {chosen.text()}")

    def set_balance(self, text: str, makeup: str, hint: str) -> None:
        """Show what there is to spend; below it what that is made of, or why it isn't known."""
        self._figures["balanceLabel"].setText(text)
        self._makeup.setText(makeup)
        self._makeup.setVisible(bool(makeup))
        for label in (self._figures["balanceLabel"], self._makeup):
            label.setToolTip(hint)

    def set_spent(self, today: tuple[str, str], picture: tuple[str, str]) -> None:
        """Show what was spent today, and on the open picture: each with what it comes from."""
        for name, (text, hint) in (("spentTodayLabel", today), ("spentPictureLabel", picture)):
            self._figures[name].setText(text)
            for label in (self._figures[name], self._captions[name]):
                label.setToolTip(hint)

    def _add_row(self, name: str, *buttons: QWidget) -> None:
        caption = self._captions[name] = QLabel()
        caption.setProperty("role", "muted")
        figure = self._figures[name] = _Figure()
        figure.setObjectName(name)
        row = QHBoxLayout()
        row.setSpacing(TIGHT)
        row.addWidget(caption)
        for button in buttons:
            row.addWidget(button)
        row.addSpacing(TIGHT)
        row.addWidget(figure, 1)
        self._rows.addLayout(row)

    def _refresh_button(self) -> QToolButton:
        self._refresh = QToolButton()
        self._refresh.setObjectName("small")
        self._refresh.setIcon(icon("refresh", "muted"))
        self._refresh.setIconSize(_ICON)
        self._refresh.clicked.connect(self.balanceWanted)
        return self._refresh

    def _account_button(self) -> QPushButton:
        self._switch = QPushButton()
        self._switch.setObjectName("accountButton")
        menu = QMenu(self._switch)
        accounts = QActionGroup(self)
        self._organisation, self._personal = QAction(accounts), QAction(accounts)
        self._organisation.setObjectName("organisationAccountAction")
        self._personal.setObjectName("personalAccountAction")
        for account in accounts.actions():
            account.setCheckable(True)
            menu.addAction(account)
        self._organisation.triggered.connect(lambda: self.walletChosen.emit(False))
        self._personal.triggered.connect(lambda: self.walletChosen.emit(True))
        self._switch.setMenu(menu)
        return self._switch

    def _add_makeup(self) -> None:
        self._makeup = QLabel()
        self._makeup.setObjectName("accountLabel")
        self._makeup.setProperty("role", "muted")
        self._makeup.setTextFormat(Qt.TextFormat.PlainText)
        self._makeup.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._makeup.setWordWrap(True)
        self._makeup.hide()
        self._rows.addWidget(self._makeup)


class _Figure(QLabel):
    """A value at the right, on one line; what is absurdly long is cut short only for the eye."""

    def __init__(self) -> None:
        super().__init__("—")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        short = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment(), short)
