"""The graph of who imports whom in app/, read from the sources without running them."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

Graph = Mapping[str, frozenset[str]]
"""For each module of the package, the dotted names that it imports: modules of the package in
full, everything else as written (``requests.adapters``, ``PySide6.QtCore``)."""


def import_graph(package: Path) -> Graph:
    """Read every module below the package's folder.

    Imports inside functions and below ``if TYPE_CHECKING`` count like all others. Importing a
    module runs the ``__init__`` of the packages that it is in, so that these are imports, too.
    """
    files = {_module_name(package, path): path for path in package.rglob("*.py")}
    return {
        name: frozenset(_imports(name, path, frozenset(files))) - {name}
        for name, path in files.items()
    }


def chain(graph: Graph, start: str, is_target: Callable[[str], bool]) -> tuple[str, ...]:
    """The shortest way of imports from a module to one that is a target; empty if there is none."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        module = waiting.popleft()
        for imported in sorted(graph.get(module, frozenset())):
            if imported in ways:
                continue
            ways[imported] = (*ways[module], imported)
            if is_target(imported):
                return ways[imported]
            waiting.append(imported)
    return ()


def _module_name(package: Path, path: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(name: str, path: Path, modules: frozenset[str]) -> set[str]:
    found: set[str] = set()
    folder = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = ".".join(folder.split(".")[: len(folder.split(".")) - node.level + 1])
                base = f"{above}.{base}".rstrip(".")
            for alias in node.names:
                # "from package import module" names a module, "from module import thing" doesn't.
                # Qt's modules are told apart in the same way: from PySide6 import QtWidgets.
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in modules or base == "PySide6" else base)
    top = name.partition(".")[0]
    for module in (*found, name):
        if module.partition(".")[0] == top:
            parts = module.split(".")
            found.update(".".join(parts[:end]) for end in range(1, len(parts)))
    return found
