"""The user's preferences: one frozen value, and the file it lives in."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Unpack

from app.settings import rules

if TYPE_CHECKING:
    from app.settings.changes import SettingsChanges

_LONGEST_FILE = 4 * 1024 * 1024
# Deeper entries of other versions aren't kept: what json reads it can't always write.
_DEEPEST_ENTRY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Every preference, always valid: a value that its rule refuses raises ValueError.

    The API key is not among them: see `app.settings.secrets`.
    """

    language: str = ""  # "" = the system's, "en", "ru"
    theme: str = "system"  # "system", "light", "dark"
    brush_size: int = 40  # picture pixels, 1..1000
    overlay_color: str = "#ff3b30"
    overlay_opacity: int = 50  # percent
    outline: bool = False  # around the mask
    smoothing: int = 0  # of strokes, in view pixels: ToolOptions.smoothing
    pressure: bool = True  # a pen's pressure drives the brush's size
    pressure_minimum: int = 0  # percent of the size at no pressure
    pressure_softness: int = 0  # -100 (firm) to 100 (soft)
    tolerance: int = 32  # of the wand, 0..255
    contiguous: bool = True  # the wand takes only what hangs together
    pixel_grid: bool = True
    paste_back: bool = False  # of a result only the marked region, in the original
    feather: int = 8  # of that region, in picture pixels, 0..64
    undo_memory: int = 128  # MB
    api_url: str = ""  # "" = the service's own address
    parallel_jobs: int = 3  # under way at once, 1..8; more wait in a queue
    notifications: bool = True  # when a job ends and the window isn't in front
    use_wallet: bool = False  # pay from the wallet instead of the balance
    updates: str = ""  # look for a new version once a day: "on", "off"; "" = not asked yet
    updates_asked_at: int = 0  # when that was done last, in seconds since 1970
    updates_skipped: str = ""  # the version that the user wants to hear no more of
    recent_tasks: tuple[str, ...] = ()  # newest first, 12 at most
    prompt_history: tuple[str, ...] = ()  # newest first, 100 at most
    prompt_draft: str = ""  # written, but never submitted
    last_folder: str = ""
    window_geometry: str = ""  # base64 of QMainWindow.saveGeometry()
    introduced: bool = False  # the first picture's hint has been read, or is not wanted
    panes_share: int = 50  # percent of the width that the canvas has beside a result
    window_state: str = ""  # base64 of QMainWindow.saveState()
    history_shown: bool = True  # in that state

    def __post_init__(self) -> None:
        for name, rule in _RULES.items():
            object.__setattr__(self, name, rule(getattr(self, name)))


_RULES: Mapping[str, rules.Rule] = MappingProxyType(
    {
        "language": rules.choice("", "en", "ru"),
        "theme": rules.choice("system", "light", "dark"),
        "brush_size": rules.whole_number(1, 1000),
        "overlay_color": rules.colour,
        "overlay_opacity": rules.whole_number(0, 100),
        "outline": rules.flag,
        "smoothing": rules.whole_number(0, 100),
        "pressure": rules.flag,
        "pressure_minimum": rules.whole_number(0, 100),
        "pressure_softness": rules.whole_number(-100, 100),
        "tolerance": rules.whole_number(0, 255),
        "contiguous": rules.flag,
        "pixel_grid": rules.flag,
        "paste_back": rules.flag,
        "feather": rules.whole_number(0, 64),
        "undo_memory": rules.whole_number(32, 1024),
        "api_url": rules.base_url,
        "parallel_jobs": rules.whole_number(1, 8),
        "notifications": rules.flag,
        "use_wallet": rules.flag,
        "updates": rules.choice("", "on", "off"),
        "updates_asked_at": rules.whole_number(0, 2**53),
        "updates_skipped": rules.text,
        "recent_tasks": rules.newest_first(rules.task_id, 12),
        "prompt_history": rules.newest_first(rules.prompt, 100),
        "prompt_draft": rules.draft,
        "last_folder": rules.text,
        "window_geometry": rules.base64_text,
        "introduced": rules.flag,
        "panes_share": rules.whole_number(10, 90),
        "window_state": rules.base64_text,
        "history_shown": rules.flag,
    }
)


@dataclass(frozen=True, slots=True)
class SettingsSetAside:
    """The settings file could not be used, so the defaults hold."""

    kept_as: Path | None  # where the damaged file is now; None when it could not be renamed
    reason: str  # plain English, for the log


@dataclass(frozen=True, slots=True)
class ValuesIgnored:
    """The file was read, but the values of these settings could not be used."""

    names: tuple[str, ...]


SettingsWarning = SettingsSetAside | ValuesIgnored


class SettingsError(Exception):
    """The settings could not be written. The change is in force until the program ends."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The settings could not be saved to {path}: {reason}.")
        self.path = path
        self.reason = reason


class SettingsStore:
    """The one owner of settings.json; every method may be called from any thread.

    `change` is memory alone and instant, for the GUI thread; `save` writes what changed and
    belongs in the background; `update` is both. Entries of the file that this version does
    not know are kept when it is written, so that a newer version finds its own again.
    Without a path nothing is read or written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._settings = Settings()
        self._unknown: Mapping[str, object] = {}
        self._written: Settings | None = None  # what the file holds; None before it exists
        self._warning: SettingsWarning | None = None
        self._changing = threading.Lock()
        self._writing = threading.Lock()

    @property
    def settings(self) -> Settings:
        """The settings as they are now; never waits."""
        return self._settings

    @property
    def warning(self) -> SettingsWarning | None:
        """What `load` has to tell the user, if anything."""
        return self._warning

    def load(self) -> Settings:
        """Read the file: call it once, at start. Never raises: see `warning`."""
        with self._writing, self._changing:
            if self._path is None or not os.path.lexists(self._path):
                return self._settings
            try:
                document = _read_object(self._path)
            except (OSError, ValueError, RecursionError) as error:
                reason = error.strerror if isinstance(error, OSError) else str(error)
                self._warning = SettingsSetAside(_set_aside(self._path), reason or repr(error))
                return self._settings
            self._settings, ignored = _settings_from(document)
            self._unknown = {
                name: value
                for name, value in document.items()
                if name not in _RULES and _is_shallow(value, _DEEPEST_ENTRY)
            }
            if ignored:
                self._warning = ValuesIgnored(ignored)
            else:
                self._written = self._settings
            return self._settings

    def change(self, **changes: Unpack[SettingsChanges]) -> Settings:
        """Put these changes in force, without writing them.

        Raises ValueError for a value that the setting can't have; then nothing changes.
        """
        with self._changing:
            self._settings = dataclasses.replace(self._settings, **changes)
            return self._settings

    def remember_task(self, task_id: str) -> Settings:
        """Put this task at the head of the recent ones, without writing it."""
        with self._changing:
            recent = (task_id, *self._settings.recent_tasks)
            self._settings = dataclasses.replace(self._settings, recent_tasks=recent)
            return self._settings

    def remember_prompt(self, prompt: str) -> Settings:
        """Put this prompt at the head of the history, without writing it; a blank one is left
        out.
        """
        with self._changing:
            history = (prompt.strip(), *self._settings.prompt_history)
            self._settings = dataclasses.replace(self._settings, prompt_history=history)
            return self._settings

    def save(self) -> None:
        """Write the settings if they differ from the file's. Raises SettingsError."""
        with self._writing:
            settings = self._settings
            if self._path is None or settings == self._written:
                return
            document = {**self._unknown, **dataclasses.asdict(settings)}
            try:
                _write_atomically(self._path, json.dumps(document, indent=2) + "\n")
            except OSError as error:
                raise SettingsError(self._path, error.strerror or str(error)) from error
            self._written = settings

    def keep_no_longer(self) -> None:
        """Write nothing from now on: the folder turned out to be none of ours to write in."""
        with self._writing:
            self._path = None

    def update(self, **changes: Unpack[SettingsChanges]) -> Settings:
        """`change` and `save`. Raises ValueError and SettingsError as they do."""
        settings = self.change(**changes)
        self.save()
        return settings


def _read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises OSError, ValueError, and RecursionError for absurd
    nesting.
    """
    with path.open("rb") as file:
        data = file.read(_LONGEST_FILE + 1)
    if len(data) > _LONGEST_FILE:
        raise ValueError("it is too long to be a settings file")
    # Editors on Windows put a byte order mark in front.
    document = json.loads(data.decode("utf-8-sig"))
    if not isinstance(document, dict):
        raise ValueError("it holds no JSON object")
    return document


def _is_shallow(value: object, levels: int) -> bool:
    """Whether a JSON value is nested no deeper than this."""
    match value:
        case dict():
            inner = list(value.values())
        case list():
            inner = value
        case _:
            return True
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inner)


def _settings_from(document: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """The settings in a document, and the names of those whose values are of no use."""
    values: dict[str, Any] = {}
    ignored: list[str] = []
    for name, rule in _RULES.items():
        if name not in document:
            continue
        try:
            values[name] = rule(document[name])
        except ValueError:
            ignored.append(name)
    return Settings(**values), tuple(ignored)


def _set_aside(path: Path) -> Path | None:
    """Rename a file to a free ``NAME.damaged-TIME`` beside it; None when that fails."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    try:
        path.rename(target)
    except OSError:
        return None  # the caller reports it
    return target


def _write_atomically(path: Path, content: str) -> None:
    """Whatever happens meanwhile, the file holds either all of the old or all of the new.

    The folder is made when it is missing. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix, suffix = f".{path.name}-", ".tmp"
    for leftover in path.parent.glob(f"{prefix}*{suffix}"):
        # Of a process that was killed; if it can't go, it harms nobody.
        with contextlib.suppress(OSError):
            leftover.unlink()
    # mkstemp makes it readable by its owner alone: prompts are nobody else's business.
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        # Gone by now, unless something failed; that error is the one to tell.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
