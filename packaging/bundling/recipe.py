"""What of Qt and Python goes into a bundle; used by mask_painter.spec, inside PyInstaller.

Qt's plugins bring most of what a bundle doesn't need: whole families of them, and the libraries
that they alone are linked with, such as GTK. So PyInstaller's own hooks for Qt's modules give way
to those in hooks/, which choose the plugins by name before it looks for libraries.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath, PureWindowsPath

from PIL import _plugins

Pair = tuple[str, str]
"""A file in a hook: where it is and where it goes."""
Hook = tuple[list[str], list[Pair], list[Pair]]
"""Hidden imports, binaries and data files of a module."""
Entry = tuple[str, str, str]
"""A line of PyInstaller's tables: where a file goes, where it comes from, its kind."""

_IMAGES = {"iconengines": {"svgicon"}, "imageformats": {"svg", "jpeg", "ico", "webp"}}
PLUGINS: dict[str, dict[str, set[str]]] = {
    "linux": {
        **_IMAGES,
        "platforms": {"xcb", "wayland", "offscreen"},
        # Dead keys and Compose; Chinese, Japanese and the like.
        "platforminputcontexts": {"compose", "ibus"},
        # The desktop's own file dialogs, and whether it is dark.
        "platformthemes": {"xdgdesktopportal"},
        "wayland-shell-integration": {"xdg-shell"},
        # Not every compositor draws the frames of windows.
        "wayland-decoration-client": {"adwaita", "bradient"},
    },
    "win32": {**_IMAGES, "platforms": {"windows", "offscreen"}},
    "darwin": {**_IMAGES, "platforms": {"cocoa", "offscreen"}},
}
"""By system and family, the plugins' names without what all have in common."""

QT_LANGUAGES = ("en", "ru")

_PICTURES = ("Bmp", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
"""Pillow's readers of app/canvas/codec.py's formats, and those that they or Pillow itself need."""

MODULES_LEFT_OUT = (
    # Tools, test runners, toolkits and servers that some library names somewhere.
    *("tkinter", "unittest", "doctest", "pydoc", "lib2to3", "pdb", "pip", "setuptools"),
    *("pkg_resources", "distutils", "multiprocessing", "asyncio", "xmlrpc", "curses"),
    # Pillow: fonts, colour management, morphology, AVIF, the screen, and bridges to toolkits.
    *("PIL.ImageTk", "PIL.ImageQt", "PIL.ImageGrab", "PIL._avif", "PIL._imagingcms"),
    *("PIL._imagingft", "PIL._imagingmorph", "PIL._imagingtk", "PIL.ImageCms"),
    # Its other readers of pictures, forty of them.
    *(f"PIL.{name}" for name in _plugins if name.removesuffix("ImagePlugin") not in _PICTURES),
    # Other transports of the HTTP and D-Bus libraries, and the command lines of both.
    *("urllib3.contrib.emscripten", "urllib3.contrib.pyopenssl"),
    *("jeepney.io.asyncio", "jeepney.io.trio", "charset_normalizer.cli", "keyring.cli"),
    # What they say of their types, and XML, from which one of them makes code. macOS tells Python
    # its version in it.
    *("typing_extensions", "jeepney.bindgen", "_elementtree"),
    *(("xml", "pyexpat", "plistlib") if sys.platform != "darwin" else ()),
    # What logging and URLs could do, and Python's own of what is there in C.
    *("smtplib", "ftplib", "_pydecimal", "_pydatetime"),
    # What compiles C at run time.
    *("cffi", "pycparser"),
    # Texts in encodings of East Asia: the service speaks UTF-8.
    *("_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw"),
)

_LEFT_OUT = re.compile(
    # OpenGL in software and the compiler of its shaders: nothing here is drawn with OpenGL.
    r"(opengl32sw|d3dcompiler_\d+)\.dll"
    # What each Linux has, the system's own graphics drivers need as new as they know it, and this
    # machine's copies of which would need a newer glibc than all else here.
    r"|lib(stdc\+\+|gcc_s|expat)\.so\.\d+"
    # What PyInstaller runs before the program, so that sources can be shown and packages listed.
    r"|pyi_rth_(inspect|pkgutil)"
    # Sources of translations; lists of files and of parts, which the bundle's papers repeat.
    r"|.+\.ts|RECORD|.+\.cyclonedx\.json",
    re.IGNORECASE,
)
_PLUGIN = re.compile(r"/plugins/(?P<family>[^/]+)/(?:lib)?q?(?P<name>[^/.]+)\.\w+$")
_CONTEXT = "platforminputcontextplugin"


class LibraryMissing(Exception):
    """Something that goes into the bundle is linked with what this machine doesn't have."""


def qt_parts(hook: str) -> Hook:
    """What the hook of this file name says for its module of Qt.

    Only inside PyInstaller, which those who don't build bundles haven't installed.
    """
    of_pyinstaller = importlib.import_module("PyInstaller.utils.hooks.qt")
    imports, binaries, datas = of_pyinstaller.add_qt6_dependencies(hook)
    return (
        imports,
        [pair for pair in binaries if not is_plugin(pair[0]) or is_wanted_plugin(pair[0])],
        [pair for pair in datas if is_wanted_translation(pair[0])],
    )


def is_plugin(path: str) -> bool:
    """Whether the file is one of Qt's plugins, wherever its installation lies."""
    return _PLUGIN.search(_slashes(path)) is not None


def is_wanted_plugin(path: str, platform: str = sys.platform) -> bool:
    """Whether the file is a plugin that the program needs on this system."""
    found = _PLUGIN.search(_slashes(path))
    if found is None:
        return False
    return found["name"].removesuffix(_CONTEXT) in PLUGINS[platform].get(found["family"], set())


def is_wanted_translation(path: str) -> bool:
    """Whether it is Qt's own texts in a language of the program, or no translation at all."""
    name = PurePath(_slashes(path)).name
    return not name.endswith(".qm") or name in {f"qtbase_{code}.qm" for code in QT_LANGUAGES}


def without_dead_weight(entries: Iterable[Entry]) -> list[Entry]:
    """The files that are left when those are dropped that only PyInstaller asks for."""
    return [entry for entry in entries if not _LEFT_OUT.fullmatch(PurePath(entry[0]).name)]


@contextmanager
def no_missing_libraries() -> Iterator[None]:
    """Raise LibraryMissing after the `with` block if PyInstaller has missed a library in it.

    PyInstaller itself only warns, and makes a bundle that fails where that library isn't either.
    """
    missing: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith("Library not found"):
                missing.append(record.getMessage())

    collector = Collector(logging.WARNING)
    logger = logging.getLogger("PyInstaller.depend.bindepend")
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    if missing:
        raise LibraryMissing("\n".join(missing))


def _slashes(path: str) -> str:
    return PureWindowsPath(path).as_posix()
