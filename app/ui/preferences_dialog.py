"""Preferences: the API key and the service, language and theme."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.api.address import DEFAULT_URL, Origin
from app.settings.keys import ApiKey, KeyProblem, KeySource, clean_key, key_problem
from app.settings.rules import base_url
from app.settings.settings import Settings, SettingsChanges
from app.ui.theme import NORMAL, WIDE


class PreferencesDialog(QDialog):
    """Says what the user wants; the window does it."""

    keyEntered = Signal(str, bool)  # the key; whether to put it in the OS key store
    keyForgotten = Signal()
    settingsChosen = Signal(object)  # SettingsChanges

    def __init__(self, settings: Settings, key: ApiKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setObjectName("preferencesDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(WIDE)
        layout.addLayout(self._key_part(key))
        layout.addLayout(self._service_part(settings))
        layout.addLayout(self._look_part(settings))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._check()

    # The key

    def _key_part(self, key: ApiKey) -> QVBoxLayout:
        part = _part(self.tr("API key"))
        self._source = _hint(self._source_text(key))
        part.addWidget(self._source)
        self._key = QLineEdit()
        self._key.setObjectName("apiKeyEdit")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setPlaceholderText(self.tr("Paste a key to use it"))
        self._key.setAccessibleName(self.tr("API key"))
        self._key.textChanged.connect(self._check)
        self._forget = QPushButton(self.tr("Forget the key"))
        self._forget.setVisible(key.source in {KeySource.KEY_STORE, KeySource.SESSION})
        self._forget.clicked.connect(self._forgotten)
        row = QHBoxLayout()
        row.setSpacing(NORMAL)
        row.addWidget(self._key, 1)
        row.addWidget(self._forget)
        part.addLayout(row)
        self._keep = QCheckBox(self.tr("Remember it in the system's key store"))
        self._keep.setObjectName("rememberKeyCheck")
        self._keep.setChecked(True)
        self._keep.setToolTip(
            self.tr("Otherwise it is forgotten when the program ends. It is never in a file.")
        )
        part.addWidget(self._keep)
        self._key_verdict = _hint("")
        part.addWidget(self._key_verdict)
        return part

    def _source_text(self, key: ApiKey) -> str:
        match key.source:
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

    def _forgotten(self) -> None:
        self.keyForgotten.emit()
        self._forget.hide()
        self._source.setText(self.tr("The key is forgotten."))

    # The service

    def _service_part(self, settings: Settings) -> QVBoxLayout:
        part = _part(self.tr("Service"))
        form = _form()
        self._url = QLineEdit(settings.api_url)
        self._url.setObjectName("apiUrlEdit")
        self._url.setPlaceholderText(DEFAULT_URL)
        self._url.textChanged.connect(self._check)
        form.addRow(self.tr("Address"), self._url)
        part.addLayout(form)
        self._url_verdict = _hint("")
        part.addWidget(self._url_verdict)
        self._wallet = QCheckBox(self.tr("Pay from the personal account"))
        self._wallet.setChecked(settings.use_wallet)
        part.addWidget(self._wallet)
        return part

    # Language and theme

    def _look_part(self, settings: Settings) -> QVBoxLayout:
        part = _part(self.tr("Appearance"))
        form = _form()
        self._language = _choice(
            {"": self.tr("As the system"), "en": "English", "ru": "Русский"}, settings.language
        )
        self._theme = _choice(
            {
                "system": self.tr("As the system"),
                "light": self.tr("Light"),
                "dark": self.tr("Dark"),
            },
            settings.theme,
        )
        form.addRow(self.tr("Language"), self._language)
        form.addRow(self.tr("Theme"), self._theme)
        part.addLayout(form)
        part.addWidget(_hint(self.tr("Another language takes effect at the next start.")))
        return part

    def _check(self) -> None:
        """Say what is wrong while it is typed, and let only what works be accepted."""
        key = clean_key(self._key.text())
        problem = key_problem(key) if self._key.text().strip() else None
        self._keep.setEnabled(bool(key))
        _say(self._key_verdict, self._problem_text(problem) if problem else "")
        wrong_url = not is_usable(self._url.text().strip())
        text = self.tr("The address must begin with https://.") if wrong_url else ""
        _say(self._url_verdict, text)
        self._ok.setEnabled(problem is None and not wrong_url)

    def _problem_text(self, problem: KeyProblem) -> str:
        if problem is KeyProblem.SPACE_INSIDE:
            return self.tr("A key has no spaces in it.")
        if problem is KeyProblem.NOT_ASCII:
            return self.tr("A key has only Latin letters, digits and signs.")
        return self.tr("This is too long for a key.")

    def accept(self) -> None:
        if not self._ok.isEnabled():
            return
        changes = SettingsChanges(
            language=self._language.currentData(),
            theme=self._theme.currentData(),
            api_url=self._url.text().strip(),
            use_wallet=self._wallet.isChecked(),
        )
        key = clean_key(self._key.text())
        if key:
            self.keyEntered.emit(key, self._keep.isChecked())
        self.settingsChosen.emit(changes)
        super().accept()


def is_usable(url: str) -> bool:
    """Whether it can be the service's address; "" stands for the service's own."""
    try:
        return not base_url(url) or Origin.of(url).is_secure
    except ValueError:
        return False


def _part(title: str) -> QVBoxLayout:
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    part = QVBoxLayout()
    part.setSpacing(NORMAL)
    part.addWidget(heading)
    return part


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(WIDE)
    form.setVerticalSpacing(NORMAL)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _choice(options: dict[str, str], current: str) -> QComboBox:
    box = QComboBox()
    for value, text in options.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box
