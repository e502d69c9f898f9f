"""What Mask Painter needs of the system beside Python: shared libraries, a font, test tools.

PySide6's wheels bring Qt, but not the libraries below it. On Windows and macOS those are part of
the system. On Linux they are looked for, installed with apt-get on Debian and Ubuntu as root, and
otherwise named in the one command that installs them.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """Something the system has to have.

    ``name`` is a shared library's soname, a command, or FONT. ``packages`` are Debian's names for
    what brings it, the newest first: later releases rename packages. Without an ``essential``
    one, Qt can't even be imported; without another, a window or a test may be missing.
    """

    name: str
    packages: tuple[str, ...]
    essential: bool = False


FONT = "a font"

# What ldd says of PySide6's QtWidgets and its offscreen, xcb and wayland plugins, without what
# Debian's packages bring along by themselves.
LIBRARIES = (
    Need("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0"), essential=True),
    Need("libGL.so.1", ("libgl1",), essential=True),
    Need("libEGL.so.1", ("libegl1",), essential=True),
    Need("libxkbcommon.so.0", ("libxkbcommon0",), essential=True),
    Need("libfontconfig.so.1", ("libfontconfig1",), essential=True),
    Need("libdbus-1.so.3", ("libdbus-1-3",), essential=True),
    Need("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
    Need("libxcb-cursor.so.0", ("libxcb-cursor0",)),
    Need("libxcb-icccm.so.4", ("libxcb-icccm4",)),
    Need("libxcb-image.so.0", ("libxcb-image0",)),
    Need("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
    Need("libxcb-render-util.so.0", ("libxcb-render-util0",)),
    Need("libxcb-shape.so.0", ("libxcb-shape0",)),
    Need("libwayland-cursor.so.0", ("libwayland-cursor0",)),
    Need("libwayland-egl.so.1", ("libwayland-egl1",)),
)
# What a bundle's plugins are linked with beyond that: PyInstaller takes them from the machine.
BUNDLE_LIBRARIES = (
    Need("libxcb-util.so.1", ("libxcb-util1",), essential=True),
    Need("libxcb-xkb.so.1", ("libxcb-xkb1",), essential=True),
    Need("libxcb-render.so.0", ("libxcb-render0",), essential=True),
    *(replace(need, essential=True) for need in LIBRARIES),
)
BUNDLE_TOOLS = (
    Need("objdump", ("binutils",), essential=True),
    Need("patchelf", ("patchelf",), essential=True),
    Need("dpkg-deb", ("dpkg",)),
)
APPEARANCE = (Need(FONT, ("fonts-dejavu-core",)),)
# For the end-to-end tests: a display of their own, and a hand for its pointer and keyboard.
TEST_TOOLS = (
    Need("Xvfb", ("xvfb",)),
    Need("xauth", ("xauth",)),
    Need("xdotool", ("xdotool",)),
    Need("setxkbmap", ("x11-xkb-utils",)),
    Need("fc-list", ("fontconfig",)),
    Need("desktop-file-validate", ("desktop-file-utils",)),
    Need("appstreamcli", ("appstream",)),
    # Windows' installer is compiled, if only to see that it can be.
    Need("makensis", ("nsis",)),
    # The key in a real key store, on a session bus of its own.
    Need("dbus-run-session", ("dbus-daemon", "dbus")),
    Need("gnome-keyring-daemon", ("gnome-keyring",)),
)
# For systems without Python, to try the bundle in.
SMOKE_TOOLS = (
    Need("debootstrap", ("debootstrap",), essential=True),
    Need("unshare", ("util-linux",), essential=True),
    Need("weston", ("weston",), essential=True),
    Need("lintian", ("lintian",), essential=True),
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_FILES = (".ttf", ".otf", ".ttc", ".pfb")


class SystemSetupError(Exception):
    """The system can't be given what it lacks; the text says what to do."""


def is_present(need: Need) -> bool:
    """Whether the system has it, found by use: a library is loaded, a command looked up."""
    if need.name == FONT:
        folders = (Path(name).expanduser() for name in FONT_FOLDERS)
        return any(
            file.endswith(FONT_FILES)
            for folder in folders
            for _, _, files in os.walk(folder)
            for file in files
        )
    if ".so." in need.name:
        try:
            ctypes.CDLL(need.name)
        except OSError:
            return False
        return True
    return shutil.which(need.name) is not None


def is_debian(os_release: str) -> bool:
    """Whether the text of /etc/os-release is of Debian or a system made from it."""
    fields = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    names = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    return "debian" in names or "ubuntu" in names


def packages_for(needs: Iterable[Need], known: Callable[[str], bool]) -> tuple[str, ...]:
    """Debian's packages for these needs: of each need the first name that is known, else its last.

    ``known`` tells whether this release has a package of that name.
    """
    chosen = (next(filter(known, need.packages), need.packages[-1]) for need in needs)
    return tuple(dict.fromkeys(chosen))


def advice(
    needs: Iterable[Need], programs: Mapping[str, bool], known: Callable[[str], bool]
) -> str:
    """The one command that installs the needs here, or their names where none is known.

    ``programs`` tells which of the package managers apt-get, dnf and zypper are there. The last
    two find a library by its soname.
    """
    needs = tuple(needs)
    if programs.get("apt-get"):
        return "sudo apt-get install -y " + " ".join(packages_for(needs, known))
    manager = next((name for name in ("dnf", "zypper") if programs.get(name)), None)
    if manager is None:
        return "your package manager, to install " + ", ".join(need.name for need in needs)
    return f"sudo {manager} install " + " ".join(_rpm_name(need) for need in needs)


def _rpm_name(need: Need) -> str:
    if need.name == FONT:
        return "dejavu-sans-fonts"
    if ".so." in need.name:
        return f"'{need.name}()(64bit)'"
    by_file = ("Xvfb", "makensis", "dbus-run-session", "gnome-keyring-daemon")
    return f"/usr/bin/{need.name}" if need.name in by_file else need.packages[-1]


def provide(needs: Iterable[Need], say: Callable[[str], None]) -> None:
    """See to it that the system has these needs; a no-op on Windows and macOS.

    Raises SystemSetupError when an essential one is missing and can't be installed. Without
    another one, ``say`` is told what is missing, and the work goes on.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = tuple(need for need in needs if not is_present(need))
    if missing and os.geteuid() == 0 and shutil.which("apt-get") and is_debian(_os_release()):
        say("Installing system packages for " + ", ".join(need.name for need in missing))
        install_packages([need.packages for need in missing])
        missing = tuple(need for need in missing if not is_present(need))
    if not missing:
        return
    programs = {name: shutil.which(name) is not None for name in ("apt-get", "dnf", "zypper")}
    names = ", ".join(need.name for need in missing)
    message = f"This system lacks {names}. Use: {advice(missing, programs, _apt_knows)}"
    if any(need.essential for need in missing):
        raise SystemSetupError(message)
    say(message)


def install_packages(alternatives: Iterable[tuple[str, ...]]) -> None:
    """Install with apt-get one package of each group of alternative names. Needs root.

    Raises SystemSetupError with apt-get's last lines when that fails.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be too old, or not there at all. One broken source among good ones is none
    # of our business: whether the packages can be had is decided by the installation.
    _apt_get(["update"], environment)
    needs = [Need(names[0], names) for names in alternatives]
    packages = packages_for(needs, _apt_knows)
    done = _apt_get(["install", "-y", "--no-install-recommends", *packages], environment)
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.splitlines()[-12:])
        raise SystemSetupError(
            f"{' '.join(done.args)} failed with code {done.returncode}:\n{tail}\n"
            "Mend that, or install the packages by hand, and start again."
        )


def _apt_get(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # Another apt-get may hold the lock, as unattended-upgrades does after the system's start.
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *arguments]
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _apt_knows(package: str) -> bool:
    """Whether apt has a real package of this name in its lists."""
    if shutil.which("apt-cache") is None:
        return False
    command = ["apt-cache", "show", "--no-all-versions", package]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _os_release() -> str:
    try:
        return Path("/etc/os-release").read_text(encoding="utf-8", errors="replace")
    except OSError:  # The file is optional: without it, this isn't a Debian that we know.
        return ""
