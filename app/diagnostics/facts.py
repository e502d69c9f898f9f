"""The facts that explain a fault: versions, system, folder, settings. No secrets, no prompts."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from app import __version__
from app.diagnostics.log import last_lines
from app.diagnostics.redaction import Redact

_PACKAGES = ("PySide6_Essentials", "Pillow", "requests", "urllib3", "keyring", "truststore")
_LOG_CHARACTERS = 12_000
_MEGABYTE = 1024 * 1024

# What says where the window was, what was painted and what for: nobody's business.
_PRIVATE_SETTINGS = frozenset({"recent_tasks", "prompt_history", "prompt_draft", "last_folder"})
_DULL_SETTINGS = frozenset({"window_geometry", "window_state"})


@dataclass(frozen=True, slots=True)
class Section:
    """Some facts under a title, each a name and a value."""

    title: str
    facts: tuple[tuple[str, str], ...]


def text_of(sections: Iterable[Section], redact: Redact, log: str = "") -> str:
    """The facts as plain text, with the user's home folder as "~"."""
    parts = [f"Mask Painter {__version__}, {time.strftime('%Y-%m-%d %H:%M:%S %z')}"]
    for section in sections:
        lines = (f"  {name}: {value}" for name, value in section.facts)
        parts.append("\n".join([section.title, *lines]))
    if log:
        parts.append(f"Log\n{log.rstrip()}")
    text = "\n\n".join(parts) + "\n"
    home = str(Path.home())
    return redact(text.replace(home, "~") if len(home) > 1 else text)


def program() -> Section:
    """Versions of everything there is a say of ours in."""
    facts = [("Python", f"{platform.python_version()} ({sys.executable})")]
    facts += [(name, _version(name)) for name in _PACKAGES]
    facts.append(("Bundle", "yes" if getattr(sys, "frozen", False) else "no"))
    return Section("Program", tuple(facts))


def system() -> Section:
    """The operating system, and the memory this process uses."""
    facts = [
        ("System", platform.platform()),
        ("Processors", str(os.cpu_count())),
        ("Memory", _told(memory)),
    ]
    if sys.platform == "linux":
        names = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")
        facts += [(name, os.environ.get(name, "")) for name in names]
    return Section("System", tuple(facts))


def folder(data_dir: Path, problem: Exception | None) -> Section:
    """What is in the data folder, in numbers."""

    def room() -> str:
        return f"{shutil.disk_usage(data_dir).free // _MEGABYTE} MB"

    facts = [("Path", str(data_dir)), ("Problem", str(problem or "none")), ("Free", _told(room))]
    names = ("jobs.sqlite3", "pictures", "masks", "settings.json", "logs")
    facts += [(name, _told(partial(_amount, data_dir / name))) for name in names]
    return Section("Data folder", tuple(facts))


def settings(values: Mapping[str, object]) -> Section:
    """The preferences; of the private ones only how many there are."""
    facts = []
    for name, value in sorted(values.items()):
        if name in _DULL_SETTINGS:
            continue
        if name in _PRIVATE_SETTINGS:
            shown = str(len(value)) if isinstance(value, (tuple, list)) else "…" if value else ""
        else:
            shown = _host(str(value)) if name == "api_url" else str(value)
        facts.append((name, shown))
    return Section("Settings", tuple(facts))


def recent_log(data_dir: Path) -> str:
    """The end of the log."""
    return last_lines(data_dir / "logs", _LOG_CHARACTERS)


def memory() -> str:
    """What this process has in memory now, and had at most (proc(5)). Raises OSError where there
    is no such file.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    fields = dict(line.split(":", 1) for line in status)
    now, most = (int(fields[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    return f"{now} MB, at most {most} MB"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not known"  # a bundle has no metadata of what it is made from


def _told(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"not known: {error.strerror or error}"


def _amount(path: Path) -> str:
    if path.is_dir():
        sizes = [entry.stat().st_size for entry in os.scandir(path) if entry.is_file()]
        return f"{len(sizes)} files, {sum(sizes) / _MEGABYTE:.1f} MB"
    return f"{path.stat().st_size / 1024:.0f} KB"


def _host(url: str) -> str:
    """An address without what may be secret in it: who logs in, and what follows the path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if url else ""
