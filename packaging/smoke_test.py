"""Try what `dev.py bundle` has made, as a designer gets it: `dev.py smoke` runs it.

Archive, installer and Debian package are tried in clean systems without Python, as an unprivileged
user, with an empty environment. Each step prints a line; the first that fails ends it with code 1.
Pictures of the windows are left in build/smoke. Needs Linux and root, since it uses chroot.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bundle import DIST, release_name
from bundling.archive import SUMS
from bundling.papers import ROOT
from PIL import Image
from smoke import company, compositor
from smoke.checks import check_mask, compare, done, nothing_left
from smoke.clean_root import (
    HOME,
    USER_ID,
    CleanRoot,
    SmokeFailed,
    copied,
    minimal,
    with_packages,
)
from smoke.company import CERTIFICATE, HOST, KEY, SIZE, TASK, with_key_store
from smoke.compositor import Compositor
from smoke.screen import (
    differing_pixels,
    has_open_picture,
    has_window,
    picture_of,
    without_surroundings,
)

from app import __version__
from tests.support.x11 import Display

WORK = ROOT / "build" / "smoke"
NEEDED = ("libgl1", "libegl1", "fontconfig-config", "fonts-dejavu-core")
FOLDER = Path("/srv/Программы (новые)")  # a space, and letters that ASCII hasn't
PROGRAM = FOLDER / "mask-painter" / "mask-painter"
RUSSIAN = ("--sandbox", "--lang", "ru")
# From the window's corner, on its picture. In one line: Qt drops moves that a newer one overtakes.
STROKE = ((400, 300), (500, 360), (600, 420))
STORE = Path("/etc/ssl/certs/ca-certificates.crt")
X11 = Path("/tmp/.X11-unix")  # noqa: S108 - where every X server's socket is


def main() -> int:
    """Try everything; 0 when all of it works."""
    parser = argparse.ArgumentParser(prog="dev.py smoke", description=__doc__)
    parser.parse_args()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        parser.error("it needs Linux, and root for chroot")
    archive, package = (DIST / f"{release_name()}.{kind}" for kind in ("tar.xz", "deb"))
    if not (archive.is_file() and package.is_file()):
        parser.error(f"there is no {archive.relative_to(ROOT)}: dev.py bundle makes it")
    try:
        subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=DIST, check=True)
        say("the checksums are right")
        bare = minimal(WORK, say)
        ready = with_packages(bare, NEEDED, say)
        if list(ready.glob("usr/bin/python*")):
            raise SmokeFailed("There is a Python in the clean system.")
        with Display() as display:
            try_archive(archive, ready, display)
            try_wayland(archive, with_packages(ready, compositor.DESKTOP, say))
            try_company(archive, with_packages(ready, company.DESKTOP, say))
            try_installer(archive, ready, display)
            try_package(package, bare, display)
    except (SmokeFailed, subprocess.SubprocessError) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0


def try_archive(archive: Path, clean: Path, display: Display) -> None:
    """Unpacked by somebody else, where this user can't write."""
    with copied(clean) as root:
        root.show(X11)
        unpack(archive, root.inside(FOLDER))
        root.read_only.append(FOLDER)
        say(f"archive: unpacked into {FOLDER}, which is read-only")
        try_program(root, PROGRAM)
        try_formats(root, PROGRAM)
        try_misled(root, PROGRAM)
        try_window(root, PROGRAM, display)


def try_installer(archive: Path, clean: Path, display: Display) -> None:
    """Unpacked and installed by the user, and removed."""
    with copied(clean) as root:
        root.show(X11)
        home = {"HOME": str(HOME), "PATH": "/usr/bin:/bin"}
        downloads = HOME / "Загрузки с пробелом"
        unpack(archive, root.inside(downloads))
        before = root.files()
        done(root.run("sh", downloads / "mask-painter/install.sh", **home), "install.sh")
        say("installer: installed for the user alone")
        try_program(root, HOME / ".local/bin/mask-painter")
        window(root, [HOME / ".local/bin/mask-painter"], display, "installed")
        say("installer: its window comes up")
        installed = HOME / ".local/opt/mask-painter/install.sh"
        done(root.run("sh", installed, "--remove", **home), "install.sh --remove")
        nothing_left(before, root)
        say("installer: nothing is left after it has removed the program")


def try_package(package: Path, clean: Path, display: Display) -> None:
    """As Debian wants packages; installed with whatever it says it depends on, and removed."""
    lintian = ["lintian", "--fail-on=error,warning", str(package)]
    found = subprocess.run(lintian, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SmokeFailed(f"lintian complains about the package:\n{found.stdout}{found.stderr}")
    say("package: lintian has nothing to say that is not answered")
    with copied(clean) as root:
        root.show(X11)
        inside = Path("/var/tmp/mask-painter.deb")  # noqa: S108 - of the clean system
        root.inside(inside).write_bytes(package.read_bytes())
        root.install_file(inside)
        say("package: installed with what it depends on")
        # That stays when the program goes, of course.
        root.manage("dpkg", "--purge", "mask-painter")
        before = root.files()
        root.manage("dpkg", "--install", inside)
        if changed := root.manage("dpkg", "--verify", "mask-painter"):
            raise SmokeFailed(f"What is installed is not what was packed:\n{changed}")
        for entry in ("applications/mask-painter.desktop", "icons/hicolor/scalable/apps"):
            if not root.inside(f"/usr/share/{entry}").exists():
                raise SmokeFailed(f"The package has brought no {entry}.")
        try_program(root, Path("/usr/bin/mask-painter"))
        window(root, [Path("/usr/bin/mask-painter")], display, "package")
        say("package: its window comes up")
        root.manage("dpkg", "--purge", "mask-painter")
        nothing_left(before, root)
        say("package: nothing is left after it has been removed")


# What is tried


def try_program(root: CleanRoot, program: Path) -> None:
    """It starts, and can do the whole loop."""
    said = done(root.run(program, "--version"), "--version")
    if said.out != f"Mask Painter {__version__}\n":
        raise SmokeFailed(f"--version says {said.out!r}")
    steps = done(root.run(program, "--self-test"), "--self-test").out.splitlines()
    say(f"{program}: it starts; self-test of {len(steps)} steps, all of them well")


def try_formats(root: CleanRoot, program: Path) -> None:
    """It reads every format, and writes masks of the pictures' sizes."""
    for number, kind in enumerate(("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"), start=1):
        picture, mask = HOME / f"картинка {number}.{kind.lower()}", HOME / f"маска {number}.png"
        size = (64 + number, 48)
        Image.new("RGB", size, "teal").save(root.inside(picture), kind)
        done(root.run(program, picture, "--export-mask", mask), f"--export-mask of a {kind}")
        check_mask(root.inside(mask), size)
    say("pictures as PNG, JPEG, WebP, GIF, BMP and TIFF are read, masks written")


def try_misled(root: CleanRoot, program: Path) -> None:
    """Variables that are for another Python, another Qt or another locale change nothing."""
    others = {
        "PYTHONHOME": "/nowhere",
        "PYTHONPATH": "/nowhere",
        "PYTHONOPTIMIZE": "0",
        "PYTHONWARNINGS": "error",
        "QT_PLUGIN_PATH": "/nowhere",
        "QT_QPA_PLATFORMTHEME": "gtk3",
        "LC_ALL": "ru_RU.KOI8-R",
        "TMPDIR": "/nowhere",
        "HOME": "/nowhere",
    }
    done(root.run(program, "--self-test", **others), "--self-test in an odd environment")
    say("variables that are for other programs mislead it in nothing")


def try_company(archive: Path, desktop: Path) -> None:
    """A task comes through a proxy, by a company's certificate, for the key of the key store."""
    mask = HOME / "mask.png"
    with copied(desktop) as root, company.company() as it:
        unpack(archive, root.inside(FOLDER))
        wanted = ("--task", TASK, "--api-url", it.url, "--export-mask", mask)
        session = with_key_store((PROGRAM, *wanted), {"ALL_PROXY": it.proxy})
        own = {"HOME": str(HOME), "PATH": "/usr/bin:/bin"}
        refused = root.run(*session, **own)
        if refused.code != 2 or "certificate" not in refused.err or it.service.requests:
            raise SmokeFailed(f"A certificate that nobody knows was not refused: {refused}")
        root.inside(STORE).parent.mkdir(parents=True, exist_ok=True)
        root.inside(STORE).write_bytes(CERTIFICATE.read_bytes())
        done(root.run(*session, **own), "--export-mask of a task")
        check_mask(root.inside(mask), SIZE)
        if not it.keys_sent() or any(KEY not in key for key in it.keys_sent()):
            raise SmokeFailed("The service wasn't shown the key of the key store.")
        if set(it.socks.asked) != {(HOST, 443)}:
            raise SmokeFailed("The service wasn't reached through the proxy.")
    say("a task comes through a SOCKS proxy, with the key of a desktop's key store, and only once")
    say("  the system's own store has the service's certificate")


def try_window(root: CleanRoot, program: Path, display: Display) -> None:
    """The window, in Russian: to the pixel what this checkout's sources show.

    So icons, styles, texts, Qt's plugins and the sample picture have all come along.
    """
    bundled = window(root, [program, *RUSSIAN], display, "archive-ru")
    compare(bundled, of_sources(root, display, {"DISPLAY": display.name}, "sources-ru"))
    say("its Russian window is, to the pixel, the one of the sources")
    english = window(root, [program, "--sandbox"], display, "archive-en")
    if not differing_pixels(bundled, english):
        raise SmokeFailed("The English window is the same as the Russian one.")


def try_wayland(archive: Path, desktop: Path) -> None:
    """On a Wayland desktop, which has an X server for others: there it is a program of Wayland's,
    in a frame that it draws itself, and what a pointer paints is in the mask.
    """
    data = HOME / "wayland"
    with copied(desktop) as root, Compositor() as it:

        def paint(shown: Image.Image) -> None:
            left, top, _, _ = shown.getbbox() or (0, 0, 0, 0)
            it.drag(*[(left + x, top + y) for x, y in STROKE])

        root.show(X11)
        root.show(it.folder)
        unpack(archive, root.inside(FOLDER))
        both = {"DISPLAY": it.name, "WAYLAND_DISPLAY": str(it.socket)}
        command = root.command([PROGRAM, *RUSSIAN, "--data-dir", data], both)
        picture, said = picture_of(it, command, None, WORK, has_open_picture, paint)
        picture.save(WORK / "wayland.png")
        done(said, "the window on Wayland")
        masks = [Image.open(path) for path in root.inside(data / "masks").glob("*.png")]
        if [mask.getextrema() for mask in masks] != [(0, 255)]:
            raise SmokeFailed("On Wayland, what was painted isn't in the mask.")
        alone = {"WAYLAND_DISPLAY": both["WAYLAND_DISPLAY"], "QT_QPA_PLATFORM": "wayland"}
        sources = of_sources(root, it, alone, "sources-wayland", paint)
    compare(without_surroundings(picture), without_surroundings(sources))
    say("on Wayland it draws its frame, is painted in, and looks as the sources do, to the pixel")


# Helpers


def of_sources(
    root: CleanRoot,
    display: Display,
    variables: Mapping[str, str],
    name: str,
    act: Callable[[Image.Image], None] | None = None,
) -> Image.Image:
    """The screen with the Russian window that this checkout's sources show, with the fonts of the
    clean system. `variables` lead to the display.
    """
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-P", "-m", "app", *RUSSIAN, "--data-dir", f"{home}/data"]
        own = {"HOME": home, "FONTCONFIG_SYSROOT": str(root.path), **variables}
        picture, _ = picture_of(display, command, own, Path(home), has_open_picture, act)
    picture.save(WORK / f"{name}.png")
    return picture


def window(root: CleanRoot, words: list[str | Path], display: Display, name: str) -> Image.Image:
    """The screen with the program's window on it, kept as a file, too."""
    command = root.command(words, {"DISPLAY": display.name})
    shows = has_open_picture if "--sandbox" in words else has_window
    picture, said = picture_of(display, command, None, WORK, shows)
    picture.save(WORK / f"{name}.png")
    done(said, "the window")
    return picture


def unpack(archive: Path, target: Path) -> None:
    """As tar does for whoever it is that owns the folder: root, unless it is in somebody's home."""
    target.mkdir(parents=True)
    subprocess.run(["tar", "-xf", str(archive), "-C", str(target)], check=True)
    if str(HOME) in str(target):
        subprocess.run(["chown", "-R", f"{USER_ID}:{USER_ID}", str(target)], check=True)


def say(text: str) -> None:
    print(f"ok  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
