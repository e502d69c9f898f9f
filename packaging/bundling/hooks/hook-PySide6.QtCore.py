from bundling.recipe import wanted_parts
from PyInstaller.utils.hooks.qt import add_qt6_dependencies  # type: ignore[import-untyped]

hiddenimports, binaries, datas = wanted_parts(*add_qt6_dependencies(__file__))
