"""The interface in Russian: whole, in step with the sources, and with room enough for it."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import translations
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from app.canvas.codec import DamagedPicture, MaskSizeMismatch, NotAPicture, PictureTooLarge
from app.canvas.geometry import Size
from app.jobs.job import ErrorCode, JobError
from app.jobs.loading import FileUnreadable, TaskHasFailed, TaskNotReady
from app.sandbox.server import SandboxServer
from app.ui.job_sentences import job_sentence
from app.ui.messages import exception_sentence
from app.ui.theme import choose_scheme
from tests.support.language import spoken
from tests.support.reading import cut_off, texts
from tests.support.tour import tour
from tests.support.window import Stage

LANGUAGES = tuple(translations.CATALOGUES)
PLACEHOLDER = re.compile(r"\{\w*\}|%n|%L?\d")
MNEMONIC = re.compile(r"&(?=[^&\s])")
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
ALIKE = {" px"}

# What no Russian designer would translate: names, kinds of files, keys.
NAMES = {
    *("Mask", "Painter", "GPTunnel", "Midjourney", "GPTUNNEL_API_KEY", "gptunnel", "ru", "English"),
    *("API", "VPN", "https", "px", "OK", "PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF"),
    *("Python", "Qt", "PySide6"),
    *("Ctrl", "Shift", "Alt", "Esc", "Tab", "Enter", "Return", "Backspace", "Del"),
}
NOT_PROSE = re.compile(
    r"\b[0-9a-f]{24}\b|\b[0-9a-f]+…[0-9a-f]+\b"  # ids
    r"|--data-dir|</?b>|</?a[^>]*>|masks/old|GNU Lesser General Public License"
    r"|\b([A-Z]|F\d+)\b"  # keys
    r"|«server text»|[\w-]+\.png"  # what others wrote
)


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a catalogue; `forms` are more than one for plurals."""

    context: str
    source: str
    kind: str
    forms: tuple[str, ...]


def messages(catalogue: Path) -> list[Message]:
    found = []
    for context in ET.parse(catalogue).getroot().iter("context"):
        for entry in context.iter("message"):
            translation = entry.find("translation")
            assert translation is not None
            plurals = [form.text or "" for form in translation.iter("numerusform")]
            found.append(
                Message(
                    context.findtext("name", ""),
                    entry.findtext("source", ""),
                    translation.get("type", ""),
                    tuple(plurals or [translation.text or ""]),
                )
            )
    return found


def wrong_where(is_right: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    return [
        (message.source, form)
        for message in messages(translations.ts_file("ru"))
        for form in message.forms
        if not is_right(message.source, form)
    ]


def english(text: str) -> list[str]:
    """The English words in a text that should be Russian."""
    return [
        word for word in re.findall(r"[A-Za-z]\w*", NOT_PROSE.sub(" ", text)) if word not in NAMES
    ]


# -- the catalogues -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_the_texts_of_the_sources(language: str, tmp_path: Path) -> None:
    committed = translations.ts_file(language)
    updated = Path(shutil.copy(committed, tmp_path))
    translations.update(updated, language)
    assert updated.read_text(encoding="utf-8") == committed.read_text(encoding="utf-8"), (
        "run packaging/translations.py update, and translate what is new"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_up_to_date(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / "compiled.qm"
    translations.release(translations.ts_file(language), compiled)
    committed = translations.ts_file(language).with_suffix(".qm")
    assert compiled.read_bytes() == committed.read_bytes(), "run packaging/translations.py release"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    found = messages(translations.ts_file(language))
    assert [entry for entry in found if entry.kind or not all(entry.forms)] == []


def test_placeholders_are_kept() -> None:
    def same(source: str, form: str) -> bool:
        return Counter(PLACEHOLDER.findall(source)) == Counter(PLACEHOLDER.findall(form))

    assert wrong_where(same) == []


def test_translations_are_russian() -> None:
    def russian(source: str, form: str) -> bool:
        if source in ALIKE or not re.search(r"[A-Za-z]", PLACEHOLDER.sub("", source)):
            return True
        return bool(CYRILLIC.search(form)) and not english(PLACEHOLDER.sub("", form))

    assert wrong_where(russian) == []


def test_the_typography_is_russian() -> None:
    def typeset(source: str, form: str) -> bool:
        ends_alike = [text[-1] in ".…:" and text[-1] for text in (source, form)]
        mnemonics = [len(MNEMONIC.findall(text)) for text in (source, form)]
        alike = ends_alike[0] == ends_alike[1] and mnemonics[0] == mnemonics[1]
        return alike and not re.search(r"""["'“”!]|\.\.\.| - |  """, form)

    assert wrong_where(typeset) == []


def test_no_line_begins_with_a_dash_or_a_unit() -> None:
    """Before them, Russian texts have spaces that nothing is broken at."""
    breaks = re.compile(r" —|[\d}] (%|₽|px|с|мин|МБ|Мп)(?!\w)")
    assert wrong_where(lambda _source, form: not breaks.search(form)) == []


def test_english_is_found_before_a_second_language() -> None:
    """Of a user's languages the first that has a catalogue is taken, so English needs one."""
    for locale, language in (("en_US", "en"), ("en_GB", "en"), ("ru_RU", "ru"), ("ru_KZ", "ru")):
        translator = QTranslator()
        folder = str(translations.FOLDER)
        assert translator.load(QLocale(locale), "mask_painter", "_", folder)
        assert Path(translator.filePath()).name == f"mask_painter_{language}.qm"


# -- sentences ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def russian(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Russian."""
    choose_scheme(qapp, "light")
    with spoken(qapp, "ru"):
        yield qapp


@pytest.mark.parametrize("code", ErrorCode)
@pytest.mark.usefixtures("russian")
def test_what_ends_a_job_is_told_in_russian(code: ErrorCode) -> None:
    sentence = job_sentence(JobError(code, "server text"))
    assert "«server text»" in sentence
    assert CYRILLIC.search(sentence)
    assert english(sentence) == []


@pytest.mark.parametrize(
    "error",
    [
        TaskNotReady("65f0a1c2d3e4b5a697887901", 40),
        TaskHasFailed("65f0a1c2d3e4b5a697887901", "server text"),
        FileUnreadable(Path("a.png"), "Нет такого файла"),
        MaskSizeMismatch(Size(10, 20), Size(30, 40)),
        PictureTooLarge(),
        NotAPicture("?"),
        DamagedPicture("?"),
        OSError(28, "На диске нет места"),
        RuntimeError("of nobody's making"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.usefixtures("russian")
def test_what_keeps_a_picture_from_opening_is_told_in_russian(error: Exception) -> None:
    sentence = exception_sentence(error)
    assert CYRILLIC.search(sentence)
    assert english(sentence) == []


# -- the window ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sight:
    """What a window said in some state, and what of it could not be read."""

    texts: tuple[str, ...]
    cut_off: tuple[str, ...]


@pytest.fixture(scope="module")
def sights(
    russian: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Sight]]:
    folder = tmp_path_factory.mktemp("tour")
    with (
        SandboxServer(duration=(0.2, 0.3)) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("app.sandbox.server.SandboxServer", lambda: server)
        stage = Stage(server, folder / "data", patch)
        found = {}
        try:
            for state, window in tour(stage, folder):
                said = dict.fromkeys(text for text in texts(window) if text)
                found[state] = Sight(tuple(said), tuple(cut_off(window)))
        finally:
            stage.close()
        yield found


def test_the_window_says_nothing_in_english(sights: dict[str, Sight]) -> None:
    found = {(text, *english(text)) for sight in sights.values() for text in sight.texts}
    assert {entry for entry in found if len(entry) > 1} == set()


def test_nothing_is_cut_off_on_a_small_screen(sights: dict[str, Sight]) -> None:
    assert {state: sight.cut_off for state, sight in sights.items() if sight.cut_off} == {}


def test_mnemonics_differ_within_each_menu(
    russian: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SandboxServer() as server:
        stage = Stage(server, tmp_path / "data", monkeypatch)
        stage.start()
        window = stage.window
        assert isinstance(window, QMainWindow)
        menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
        entries = {menu.title(): [a.text() for a in menu.actions() if a.text()] for menu in menus}
        entries["menu bar"] = [menu.title() for menu in menus]
        stage.close()
    assert len(entries) > 5
    clashes = {menu: _doubled(names) for menu, names in entries.items()}
    assert {menu: names for menu, names in clashes.items() if names} == {}


def _doubled(names: Iterable[str]) -> list[str]:
    """Those whose mnemonic another one has too, or that have none."""
    names = list(names)
    keys = Counter(QKeySequence.mnemonic(name).toString() for name in names)
    return [n for n in names if keys[QKeySequence.mnemonic(n).toString()] > 1 or "&" not in n]
