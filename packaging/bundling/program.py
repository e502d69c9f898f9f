"""What PyInstaller starts: the program, as its console script does."""

import os

# PyInstaller sets these for the program alone, which has made use of them by now: the browser or
# file manager that it opens must find libraries and plugins of its own.
for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
    os.environ.pop(name, None)
    if f"{name}_ORIG" in os.environ:
        os.environ[name] = os.environ.pop(f"{name}_ORIG")

from app.__main__ import run  # noqa: E402 - not before the lines above

run()
