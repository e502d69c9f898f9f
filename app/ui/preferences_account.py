"""Preferences: the account with its key, who pays, and the service's address."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.api.address import DEFAULT_URL, Origin
from app.settings.changes import SettingsChanges
from app.settings.keys import ApiKey, KeyProblem, KeySource, clean_key, key_problem
from app.settings.rules import base_url
from app.settings.settings import Settings
from app.ui.labels import heading
from app.ui.language import Translated
from app.ui.preferences_form import add_row, form, hint, page, say, verdict
from app.ui.theme import NORMAL


class AccountPage(Translated, QWidget):
    """Says what is wrong while it is typed; `checked` tells whether it can be accepted."""

    checked = Signal(bool)
    keyForgotten = Signal()

    def __init__(self, settings: Settings, key: ApiKey) -> None:
        super().__init__()
        layout = page(self)
        self._held: KeySource | None = key.source
        self._add_key(layout)
        self._add_payment(layout, settings)
        self._add_service(layout, settings)
        layout.addStretch(1)
        self.setFocusProxy(self._key)
        self._retranslate()

    def _retranslate(self) -> None:
        self._key_heading.setText(self.tr("API key"))
        self._source.setText(self._source_text())
        self._key.setPlaceholderText(self.tr("Paste a key to use it"))
        self._key.setAccessibleName(self.tr("API key"))
        self._forget.setText(self.tr("Forget the key"))
        self._keep.setText(self.tr("Remember it in the system's key store"))
        self._keep.setToolTip(
            self.tr("Otherwise it is forgotten when the program ends. It is never in a file.")
        )
        self._service_heading.setText(self.tr("Service"))
        self._url_name.setText(self.tr("Address"))
        self._url_hint.setText(self.tr("Left empty, it is the service's own."))
        self._payment_heading.setText(self.tr("Payment"))
        self._wallet.setText(self.tr("Pay from the personal account"))
        self._wallet_hint.setText(self.tr("Otherwise the organisation's balance pays."))
        self.check()

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {
            "api_url": self._url.text().strip(),
            "use_wallet": self._wallet.isChecked(),
        }

    @property
    def key(self) -> tuple[str, bool]:
        """The key that was entered, or "", and whether to put it in the OS key store."""
        return clean_key(self._key.text()), self._keep.isChecked()

    def _add_key(self, part: QVBoxLayout) -> None:
        self._key_heading = heading()
        part.addWidget(self._key_heading)
        self._source = hint()
        part.addWidget(self._source)
        self._key = QLineEdit()
        self._key.setObjectName("apiKeyEdit")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.textChanged.connect(self.check)
        self._forget = QPushButton()
        self._forget.setVisible(self._held in {KeySource.KEY_STORE, KeySource.SESSION})
        self._forget.clicked.connect(self._forgotten)
        row = QHBoxLayout()
        row.setSpacing(NORMAL)
        row.addWidget(self._key, 1)
        row.addWidget(self._forget)
        part.addLayout(row)
        self._keep = QCheckBox()
        self._keep.setObjectName("rememberKeyCheck")
        self._keep.setChecked(True)
        part.addWidget(self._keep)
        self._key_verdict = verdict()
        part.addWidget(self._key_verdict)

    def _source_text(self) -> str:
        match self._held:
            case KeySource.ENVIRONMENT:
                return self.tr(
                    "The key comes from the environment variable GPTUNNEL_API_KEY, "
                    "which wins over one entered here."
                )
            case KeySource.KEY_STORE:
                return self.tr("A key is in the system's key store, and used.")
            case KeySource.SESSION:
                return self.tr("A key is set until the program ends.")
            case KeySource.NONE:
                return self.tr(
                    "No key is set. You get one in your account at gptunnel.ru, under API."
                )
        return self.tr("The key is forgotten.")

    def _forgotten(self) -> None:
        self.keyForgotten.emit()
        self._forget.hide()
        self._held = None
        self._source.setText(self._source_text())

    def _add_payment(self, part: QVBoxLayout, settings: Settings) -> None:
        part.addSpacing(NORMAL)
        self._payment_heading = heading()
        part.addWidget(self._payment_heading)
        self._wallet = QCheckBox()
        self._wallet.setObjectName("walletCheck")
        self._wallet.setChecked(settings.use_wallet)
        part.addWidget(self._wallet)
        self._wallet_hint = hint()
        part.addWidget(self._wallet_hint)

    def _add_service(self, part: QVBoxLayout, settings: Settings) -> None:
        part.addSpacing(NORMAL)
        self._service_heading = heading()
        part.addWidget(self._service_heading)
        rows = form()
        self._url = QLineEdit(settings.api_url)
        self._url.setObjectName("apiUrlEdit")
        self._url.setPlaceholderText(DEFAULT_URL)
        self._url.textChanged.connect(self.check)
        self._url_name = add_row(rows, self._url)
        part.addLayout(rows)
        self._url_hint, self._url_verdict = hint(), verdict()
        part.addWidget(self._url_hint)
        part.addWidget(self._url_verdict)

    def check(self) -> None:
        """Say what is wrong, if anything, and whether it can be accepted."""
        key = clean_key(self._key.text())
        problem = key_problem(key) if self._key.text().strip() else None
        self._keep.setEnabled(bool(key))
        say(self._key_verdict, self._problem_text(problem) if problem else "")
        wrong_url = not is_usable(self._url.text().strip())
        text = self.tr("The address must begin with https://.") if wrong_url else ""
        say(self._url_verdict, text)
        self._url_hint.setHidden(wrong_url)
        self.checked.emit(problem is None and not wrong_url)

    def _problem_text(self, problem: KeyProblem) -> str:
        if problem is KeyProblem.SPACE_INSIDE:
            return self.tr("A key has no spaces in it.")
        if problem is KeyProblem.NOT_ASCII:
            return self.tr("A key has only Latin letters, digits and signs.")
        return self.tr("This is too long for a key.")


def is_usable(url: str) -> bool:
    """Whether it can be the service's address; "" stands for the service's own."""
    try:
        return not base_url(url) or Origin.of(url).is_secure
    except ValueError:
        return False
