"""What goes into a bundle and what is said about it; building and trying one takes minutes."""

from __future__ import annotations

import configparser
import importlib.metadata
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from bundling import archive, identity, linux, recipe, sbom, wheels
from bundling.inventory import Part
from PIL import Image

from app import __version__
from app.licences import Component
from tests.support.imports import import_graph

ROOT = Path(__file__).resolve().parent.parent
WHEN = 1_764_288_000


@pytest.mark.parametrize(
    ("path", "platform", "wanted"),
    [
        ("/x/PySide6/Qt/plugins/platforms/libqxcb.so", "linux", True),
        ("/x/PySide6/Qt/plugins/platforms/libqeglfs.so", "linux", False),
        ("/x/PySide6/Qt/plugins/platformthemes/libqgtk3.so", "linux", False),
        ("/x/PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", "linux", True),
        (
            "/x/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
            "linux",
            True,
        ),
        (r"C:\x\PySide6\plugins\platforms\qwindows.dll", "win32", True),
        (r"C:\x\PySide6\plugins\sqldrivers\qsqlite.dll", "win32", False),
        ("/x/PySide6/Qt/plugins/platforms/libqcocoa.dylib", "darwin", True),
        ("/x/PySide6/Qt/lib/libQt6Core.so.6", "linux", False),
    ],
)
def test_plugins_are_chosen_by_name(path: str, platform: str, wanted: bool) -> None:
    assert recipe.is_wanted_plugin(path, platform) is wanted


def test_of_qts_own_texts_two_languages_are_kept() -> None:
    names = ["qtbase_ru.qm", "qtbase_de.qm", "qt_ru.qm", "qt.conf"]
    kept = [name for name in names if recipe.is_wanted_translation(f"/x/translations/{name}")]
    assert kept == ["qtbase_ru.qm", "qt.conf"]


def test_what_the_system_has_and_what_nothing_asks_for_stays_out() -> None:
    names = ["libstdc++.so.6", "libgcc_s.so.1", "libexpat.so.1", "libssl.so.3"]
    names += ["pyi_rth_inspect", "pyi_rth_pkgutil", "pyi_rth_pyside6", "a.ts", "opengl32sw.dll"]
    left = recipe.without_dead_weight((name, f"/x/{name}", "") for name in names)
    assert [name for name, _, _ in left] == ["libssl.so.3", "pyi_rth_pyside6"]


@pytest.mark.allow_log("Library not found")
def test_a_missing_library_is_an_error() -> None:
    with pytest.raises(recipe.LibraryMissing, match="libxcb"), recipe.no_missing_libraries():
        logging.getLogger("PyInstaller.depend.bindepend").warning(
            "Library not found: could not resolve 'libxcb-cursor.so.0'"
        )


def test_every_module_of_qt_has_a_hook_of_ours() -> None:
    used = {
        module.split(".")[1]
        for modules in import_graph(ROOT / "app").values()
        for module in modules
        if module.startswith("PySide6.")
    }
    hooks = {path.stem.split(".")[1] for path in (ROOT / "packaging/bundling/hooks").iterdir()}
    assert {name for name in used if name.startswith("Qt")} <= hooks


def test_nothing_that_the_program_imports_is_left_out() -> None:
    imported = {module for modules in import_graph(ROOT / "app").values() for module in modules}
    assert imported.isdisjoint(recipe.MODULES_LEFT_OUT)


WITHOUT = """
import importlib, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == left_out or name.startswith(left_out + ".") for left_out in LEFT_OUT):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
for name in MODULES:
    importlib.import_module(name)
from app.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_program_works_without_the_modules_that_are_left_out(tmp_path: Path) -> None:
    """As far as that needs no window: a task's picture comes over HTTP, and a mask is written."""
    modules = [name for name in import_graph(ROOT / "app") if not name.endswith("__main__")]
    modules += ["socks", "truststore", "keyring.backends.SecretService", "keyring.backends.kwallet"]
    script = f"LEFT_OUT = {recipe.MODULES_LEFT_OUT!r}\nMODULES = {modules!r}\n{WITHOUT}"
    mask = tmp_path / "mask.png"
    command = [sys.executable, "-c", script, "--sandbox", "--export-mask", str(mask)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(mask) as image:
        assert image.size == (1024, 1024)


def test_what_the_program_opens_gets_nothing_of_the_bundles_environment() -> None:
    program = ROOT / "packaging" / "bundling" / "program.py"
    script = (
        "import json, os, runpy, app.__main__\n"
        "app.__main__.run = lambda: print(json.dumps(dict(os.environ)))\n"
        f"runpy.run_path({str(program)!r})"
    )
    ours = {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/user", "QT_PLUGIN_PATH": "/x"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, env={**os.environ, **ours}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    environment = json.loads(done.stdout)
    assert environment["LD_LIBRARY_PATH"] == "/user"
    assert not {"LD_LIBRARY_PATH_ORIG", "QT_PLUGIN_PATH"} & environment.keys()


def test_the_bill_of_materials_says_what_scanners_look_for() -> None:
    parts = [
        Part(Component("requests", "2", "Apache-2.0", "https://r.example"), "pkg:pypi/requests@2"),
        Part(
            Component("pillow", "13", "words of its own"),
            "pkg:pypi/pillow@13",
            ({"type": "library", "name": "libtiff"},),
        ),
    ]
    bill = json.loads(json.dumps(sbom.document(parts, "0.1.0", WHEN)))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    requests, pillow = bill["components"]
    assert requests["purl"] == "pkg:pypi/requests@2"
    assert requests["licenses"] == [{"expression": "Apache-2.0"}]
    assert pillow["licenses"] == [{"license": {"name": "words of its own"}}]
    assert pillow["components"][0]["name"] == "libtiff"
    assert bill["dependencies"][0]["dependsOn"] == ["pkg:pypi/pillow@13", "pkg:pypi/requests@2"]
    assert bill == sbom.document(parts, "0.1.0", WHEN)


def test_what_came_only_with_modules_that_are_left_out_is_not_in_the_bill() -> None:
    installed = importlib.metadata.distribution("pillow").files or []
    files = {Path(str(file.locate())): file for file in installed}

    def named(*left_out: str) -> set[str]:
        used = [path for path in files if not path.name.startswith(left_out or "/")]
        return {str(entry["name"]) for entry in wheels.inside(files, used)}

    cut, whole = named("_imagingft.", "_imagingcms.", "libharf", "libfree", "liblcms"), named()
    assert {"PIL._imaging", "libtiff", "libwebp"} <= cut < whole
    assert whole - cut >= {"PIL._imagingft", "FreeType", "Little CMS 2"}
    # For building it alone; and what nobody has built it with.
    assert not {"pybind11", "libimagequant"} & whole
    # Of the files that Pillow itself doesn't name.
    if sys.platform == "linux":
        assert {"lzma", "zstd"} <= cut


def test_an_archive_is_the_same_for_the_same_content(tmp_path: Path) -> None:
    folder = tmp_path / "mask-painter"
    (folder / "inner").mkdir(parents=True)
    program = folder / "inner" / "program"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    (folder / "link").symlink_to("inner/program")
    first, second = tmp_path / "1.tar.xz", tmp_path / "2.tar.xz"
    archive.write_tar_xz(folder, first, WHEN)
    os.utime(program, (1, 1))
    archive.write_tar_xz(folder, second, WHEN)
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as opened:
        assert opened.getmember("mask-painter/inner/program").mode == 0o755
        assert opened.getmember("mask-painter/link").linkname == "inner/program"
    archive.write_sums([first], tmp_path / "SHA256SUMS")
    assert (tmp_path / "SHA256SUMS").read_text().endswith("  1.tar.xz\n")


def test_a_zip_is_the_same_for_the_same_content(tmp_path: Path) -> None:
    program = tmp_path / "Mask Painter" / "inner" / "program.exe"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"MZ")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    archive.write_zip(tmp_path / "Mask Painter", first, WHEN)
    os.utime(program, (1, 1))
    archive.write_zip(tmp_path / "Mask Painter", second, WHEN)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as opened:
        assert opened.read("Mask Painter/inner/program.exe") == b"MZ"


needs_debian = pytest.mark.skipif(
    not all(map(shutil.which, ("dpkg-deb", "objdump"))), reason="for Debian"
)


@needs_debian
def test_a_package_is_the_same_whoever_builds_it(tmp_path: Path) -> None:
    packages = []
    for mask in (0o022, 0o077):
        before = os.umask(mask)
        try:
            bundle = stand_in(tmp_path / f"{mask}" / "mask-painter")
            notices = bundle / "_internal/resources/licences/THIRD-PARTY.txt"
            notices.parent.mkdir(parents=True)
            notices.write_text("Notices.\n")
            packages.append(tmp_path / f"{mask}.deb")
            linux.write_deb(bundle, tmp_path / "deb", packages[-1], WHEN)
        finally:
            os.umask(before)
    first, second = packages
    assert first.read_bytes() == second.read_bytes()
    inside, ours = tmp_path / "root", tmp_path / "control"
    subprocess.run(["dpkg-deb", "--extract", str(first), str(inside)], check=True)
    subprocess.run(["dpkg-deb", "--control", str(first), str(ours)], check=True)
    assert (inside / "usr/bin/mask-painter").resolve().stat().st_mode & 0o777 == 0o755
    assert (inside / "usr/share/doc/mask-painter/copyright").stat().st_mode & 0o777 == 0o644
    check = ["md5sum", "--check", "--strict", "--quiet", str(ours / "md5sums")]
    subprocess.run(check, cwd=inside, check=True)


@pytest.mark.skipif(
    not all(map(shutil.which, ("patchelf", "objdump"))), reason="only those who build have them"
)
def test_nothing_looks_for_libraries_outside_of_the_bundle(tmp_path: Path) -> None:
    searched = {"one": "/home/builder/lib", "two": "$ORIGIN/../lib:/opt/lib", "three": "$ORIGIN"}
    for name, places in searched.items():
        shutil.copy("/bin/true", tmp_path / name)
        subprocess.run(["patchelf", "--set-rpath", places, str(tmp_path / name)], check=True)
    linux.forget_foreign_paths(tmp_path)
    told = {name: linux.searched_places(tmp_path / name) for name in searched}
    assert told == {"one": [], "two": ["$ORIGIN/../lib"], "three": ["$ORIGIN"]}
    for name in searched:
        subprocess.run([str(tmp_path / name)], check=True)


def test_menu_entry_and_metainfo_name_the_same_program() -> None:
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # as documented
    entry.read_string((linux.SOURCES / "mask-painter.desktop").read_text("utf-8"))
    fields = entry["Desktop Entry"]
    assert fields["Exec"].split()[0] == fields["TryExec"] == identity.COMMAND
    assert set(fields["MimeType"].strip(";").split(";")) == set(identity.PICTURES)
    metainfo = ET.fromstring(linux.metainfo_text(WHEN))
    assert metainfo.findtext("id") == identity.APPLICATION_ID
    assert metainfo.findtext("launchable") == "mask-painter.desktop"
    release = metainfo.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": __version__, "date": "2025-11-28"}


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="not installed")
def test_the_desktop_file_is_valid() -> None:
    command = ["desktop-file-validate", str(linux.SOURCES / "mask-painter.desktop")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="not installed")
def test_the_metainfo_is_valid(tmp_path: Path) -> None:
    file = tmp_path / f"{identity.APPLICATION_ID}.metainfo.xml"
    file.write_text(linux.metainfo_text(WHEN), encoding="utf-8")
    assert f'version="{__version__}" date="2025-11-28"' in file.read_text(encoding="utf-8")
    command = ["appstreamcli", "validate", "--no-net", "--pedantic", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def stand_in(source: Path) -> Path:
    """What an archive for Linux holds, with a script in the program's place."""
    source.mkdir(parents=True)
    program = source / "mask-painter"
    program.write_text("#!/bin/sh\necho Mask Painter 1\n")
    program.chmod(0o755)
    linux.add_share(source / "share", WHEN)
    linux.add_installer(source)
    return source


def run_installer(
    home: Path, source: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(source / "install.sh"), *arguments],
        env={"HOME": str(home), "PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.skipif(os.name != "posix", reason="for Linux")
def test_the_installer_installs_updates_and_removes(tmp_path: Path) -> None:
    source, home = stand_in(tmp_path / "с пробелом" / "mask-painter"), tmp_path / "home"
    home.mkdir()
    program = source / "mask-painter"
    pictures = home / ".local/share/mask-painter/pictures"
    pictures.mkdir(parents=True)
    for version in ("1", "2"):
        program.write_text(f"#!/bin/sh\necho Mask Painter {version}\n")
        installed = run_installer(home, source)
        assert installed.returncode == 0, installed.stderr
        command = home / ".local/bin/mask-painter"
        said = subprocess.run([command], capture_output=True, text=True, check=True).stdout
        assert said == f"Mask Painter {version}\n"
    entry = (home / ".local/share/applications/mask-painter.desktop").read_text(encoding="utf-8")
    assert f'Exec="{home}/.local/opt/mask-painter/mask-painter" %f' in entry
    removed = run_installer(home, source, "--remove")
    assert removed.returncode == 0, removed.stderr
    left = {path for path in home.rglob("*") if not path.is_dir() or path.is_symlink()}
    assert {path.name for path in left} <= {"mimeinfo.cache", "icon-theme.cache"}
    assert pictures.is_dir()
    assert "stay" in removed.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="for Linux")
def test_the_installer_leaves_alone_what_is_not_its_own(tmp_path: Path) -> None:
    source, home = stand_in(tmp_path / "mask-painter"), tmp_path / "home"
    command = home / ".local/bin/mask-painter"
    nowhere = run_installer(home, source)
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "HOME names none" in nowhere.stderr
    command.parent.mkdir(parents=True)
    command.symlink_to("/usr/bin/true")
    refused = run_installer(home, source)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "isn't ours" in refused.stderr
    removed = run_installer(home, source, "--remove")
    assert (removed.returncode, removed.stderr) == (0, "")
    assert command.readlink() == Path("/usr/bin/true")


@pytest.mark.skipif(sys.platform != "linux", reason="for Linux")
def test_the_menu_finds_the_program_wherever_the_home_is(tmp_path: Path) -> None:
    source, home = stand_in(tmp_path / "mask-painter"), tmp_path / """a "b" & $c|`d`\\e 100%"""
    home.mkdir()
    installed = run_installer(home, source)
    assert installed.returncode == 0, installed.stderr
    lines = (home / ".local/share/applications/mask-painter.desktop").read_text("utf-8").split("\n")
    command, tried = (
        next(line.partition("=")[2] for line in lines if line.startswith(f"{key}="))
        for key in ("Exec", "TryExec")
    )
    # As the specification has it read: first as any text, then as a command line.
    (quoted,) = re.findall(r'^"(.*)" %f$', command.replace(r"\\", "\\"))
    assert re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") == str(program_of(home))
    assert tried.replace(r"\\", "\\") == str(program_of(home))


def program_of(home: Path) -> Path:
    return home / ".local/opt/mask-painter/mask-painter"


@pytest.mark.skipif(sys.platform != "linux", reason="for Linux")
def test_the_installer_refuses_a_system_that_is_too_old(tmp_path: Path) -> None:
    source, home = tmp_path / "mask-painter", tmp_path / "home"
    home.mkdir()
    (source / "share" / "applications").mkdir(parents=True)
    linux.add_installer(source)
    installer = source / "install.sh"
    text = installer.read_text(encoding="utf-8")
    assert "needed=2.0\n" in text
    installer.write_text(text.replace("needed=2.0\n", "needed=2.999\n"), encoding="utf-8")
    for language, words in (("en_GB.UTF-8", "needs a newer Linux"), ("ru_RU.UTF-8", "новая")):
        refused = run_installer(home, source, LANG=language)
        assert refused.returncode == 1
        assert words in refused.stderr
        assert "2.999" in refused.stderr
    assert list(home.iterdir()) == []
