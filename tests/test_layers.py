"""Imports go down only, and the inner layers work where Qt can't be imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from tests.support.imports import Graph, chain, import_graph

ROOT = Path(__file__).resolve().parent.parent
QT = ("PySide6", "shiboken6")

# What each layer may import of the program, beside itself and FOR_ALL.
BELOW = {
    "canvas": (),
    "tools": ("app.canvas",),
    "api": (),
    "library": (),
    "settings": (),
    "diagnostics": (),
    "sandbox": (),
    "jobs": (
        "app.api",
        "app.library",
        # The picture and its mask as data; never the editing of them.
        "app.canvas.codec",
        "app.canvas.geometry",
        "app.canvas.mask",
        "app.canvas.picture",
        "app.canvas.preflight",
        "app.canvas.turning",
    ),
    "ui": (
        *("app.jobs", "app.library", "app.settings", "app.diagnostics"),
        *("app.tools", "app.canvas", "app.api"),
    ),
}
# What each layer may import from outside, beside the standard library.
OUTSIDE = {
    "canvas": ("PIL",),
    "tools": (),
    "api": ("requests", "urllib3", "truststore"),
    "library": (),
    "settings": ("keyring",),
    "diagnostics": (),
    "sandbox": ("PIL",),
    "jobs": ("PySide6.QtCore", "shiboken6"),
    "ui": ("PIL", "PySide6", "shiboken6", "jeepney"),
}
WITHOUT_QT = ("canvas", "tools", "api", "library", "settings", "diagnostics", "sandbox")
# Single modules that must do without Qt: the job's logic, and what answers --version.
MODULES_WITHOUT_QT = ("app", "app.paths", "app.cli", "app.licences", "app.jobs.job",
                      "app.jobs.journal", "app.jobs.lineage", "app.jobs.poller")  # fmt: skip
FOR_ALL = ("app", "app.paths", "app.licences")

# In a fresh interpreter: whoever imports one of the names in argv[1] fails; argv[2] is run.
BLOCKED = """
import importlib, importlib.abc, sys

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ImportError(f"{name} must not be imported here")
        return None

sys.meta_path.insert(0, Blocker())
exec(sys.argv[2])
"""


def within(module: str, names: tuple[str, ...]) -> bool:
    """Whether the module is one of these, or inside one of them."""
    return any(module == name or module.startswith(name + ".") for name in names)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return import_graph(ROOT / "app")


def modules_of(graph: Graph, layer: str) -> list[str]:
    return sorted(module for module in graph if within(module, (f"app.{layer}",)))


@pytest.mark.parametrize("layer", BELOW)
def test_layer_imports_only_what_is_below(layer: str, graph: Graph) -> None:
    own = (f"app.{layer}",)
    assert modules_of(graph, layer)
    wrong = [
        f"{module} imports {imported}"
        for module in modules_of(graph, layer)
        for imported in sorted(graph[module])
        if imported.startswith("app.")
        and imported not in FOR_ALL
        and not within(imported, own + BELOW[layer])
        # The folder of an allowed module, which Python runs on the way.
        and not any(name.startswith(imported + ".") for name in BELOW[layer])
    ]
    assert wrong == []


@pytest.mark.parametrize("layer", BELOW)
def test_layer_reaches_nothing_above_by_detours(layer: str, graph: Graph) -> None:
    below = tuple(name.rpartition(".")[0] if name.count(".") > 1 else name for name in BELOW[layer])
    for name in BELOW[layer]:
        below += BELOW[name.split(".")[1]]

    def above(module: str) -> bool:
        return (
            module.startswith("app.")
            and module not in FOR_ALL
            and not within(module, (f"app.{layer}", *below))
        )

    chains = [chain(graph, module, above) for module in modules_of(graph, layer)]
    assert [" → ".join(way) for way in chains if way] == []


@pytest.mark.parametrize("layer", OUTSIDE)
def test_layer_uses_only_its_own_libraries(layer: str, graph: Graph) -> None:
    wrong = [
        f"{module} imports {imported}"
        for module in modules_of(graph, layer)
        for imported in sorted(graph[module])
        if not within(imported, ("app", *OUTSIDE[layer]))
        and imported.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert wrong == []


@pytest.mark.parametrize("subject", [*WITHOUT_QT, *MODULES_WITHOUT_QT])
def test_no_import_leads_to_qt(subject: str, graph: Graph) -> None:
    modules = modules_of(graph, subject) if subject in WITHOUT_QT else [subject]
    chains = [chain(graph, module, lambda name: within(name, QT)) for module in modules]
    assert [" → ".join(way) for way in chains if way] == []


# What the command line can come to: the window, the self-test, an export without Qt.
ENTRIES = ("app.application", "app.export", "app.selftest")
# What app.application is made of.
PARTS = ("app.session", "app.services", "app.adoption")


def test_only_the_entries_know_the_window_and_the_sandbox(graph: Graph) -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, imports in sorted(graph.items())
        for imported in sorted(imports)
        for layer in ("app.ui", "app.sandbox")
        if within(imported, (layer,)) and not within(module, (layer,))
        if module not in (*ENTRIES, *PARTS)
    ]
    assert wrong == []


def test_nothing_but_the_command_line_begins_an_entry(graph: Graph) -> None:
    wrong = [
        f"{module} imports {imported}"
        for module, imports in sorted(graph.items())
        for imported in sorted(imports)
        if imported in ENTRIES and module != "app.__main__"
    ]
    # The self-test drives the very window that a user gets.
    assert wrong == ["app.selftest imports app.application"]


def test_export_leads_to_no_qt(graph: Graph) -> None:
    way = chain(graph, "app.export", lambda name: within(name, QT))
    assert way == ()


def run_blocked(blocked: tuple[str, ...], code: str) -> subprocess.CompletedProcess[str]:
    """Run the code in a fresh interpreter in which importing the blocked names fails."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, ",".join(blocked), code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def assert_imports(blocked: tuple[str, ...], modules: list[str]) -> None:
    """Import the modules one by one, each the first of its kind in its interpreter's life."""
    code = f"for name in {modules!r}: importlib.import_module(name)"
    done = run_blocked(blocked, code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("layer", WITHOUT_QT)
def test_layer_works_where_qt_is_missing(layer: str, graph: Graph) -> None:
    assert_imports(QT, modules_of(graph, layer))


def test_job_logic_works_where_qt_is_missing() -> None:
    assert_imports(QT, ["app.jobs.job", "app.jobs.journal", "app.jobs.poller"])


@pytest.mark.parametrize("module", ["app.api.schema", "app.api.errors"])
def test_api_data_needs_no_http_library(module: str) -> None:
    assert_imports((*QT, "requests", "urllib3"), [module])


@pytest.mark.parametrize(
    ("option", "answer"), [("--version", __version__), ("--help", "--sandbox")]
)
def test_answers_without_qt(option: str, answer: str) -> None:
    code = f"import runpy; sys.argv = ['mask-painter', {option!r}]; "
    code += "runpy.run_module('app', run_name='__main__', alter_sys=True)"
    done = run_blocked(QT, code)
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout
    assert done.stderr == ""


def test_the_blocker_blocks() -> None:
    done = run_blocked(QT, "import app.ui; from PySide6 import QtCore")
    assert done.returncode != 0
    assert "PySide6 must not be imported here" in done.stderr


def test_chains_follow_every_kind_of_import(tmp_path: Path) -> None:
    sources = {
        "app/__init__.py": "",
        "app/canvas/__init__.py": "from . import mask",
        "app/canvas/mask.py": "def f():\n    from ..tools import brush",
        "app/tools/__init__.py": "",
        "app/tools/brush.py": (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.ui.window as w"
        ),
        "app/ui/__init__.py": "",
        "app/ui/window.py": "from PySide6 import QtWidgets",
    }
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    way = chain(import_graph(tmp_path / "app"), "app.canvas", lambda name: within(name, QT))
    assert way == (
        "app.canvas",
        "app.canvas.mask",
        "app.tools.brush",
        "app.ui.window",
        "PySide6.QtWidgets",
    )


# In a process of its own: where the defect is present, what follows is an abort.
PAINT_CALLS = """
import sys
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Painted(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 9, 9)
        painter.end()

application = QApplication([])
widget = Painted()
widget.resize(10, 10)
widget.grab()
before = sys.getrefcount(None)
for _ in range(1000):
    widget.grab()
print(sys.getrefcount(None) - before)
"""


def test_paint_calls_lose_no_reference_to_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINT_CALLS],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > -100
