"""What Windows and macOS get of the bundle, how it is signed, and what a release needs."""

from __future__ import annotations

import ast
import plistlib
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import release
import try_bundle
from bundling import icons, identity, macos, windows
from PIL import Image
from PIL.IcnsImagePlugin import IcnsImageFile
from PIL.IcoImagePlugin import IcoImageFile

from app import __version__
from app.api import updates
from app.api.updates import parse_release

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
PAGE = "https://example.org/mask-painter"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the stand-ins are shell scripts")


def shell(path: Path, text: str) -> Path:
    """A program that does this."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# Icons


def test_icon_of_windows_has_a_picture_for_each_place(tmp_path: Path) -> None:
    icons.write_ico(tmp_path / "icon.ico")
    with Image.open(tmp_path / "icon.ico") as icon:
        assert isinstance(icon, IcoImageFile)
        assert icon.ico.sizes() == {(size, size) for size in (16, 24, 32, 48, 64, 128, 256)}
        for size in icon.ico.sizes():
            assert is_drawn(icon.ico.getimage(size), size[0])


def test_icon_of_macos_has_each_size_twice_as_fine(tmp_path: Path) -> None:
    icons.write_icns(tmp_path / "icon.icns")
    with Image.open(tmp_path / "icon.icns") as icon:
        assert isinstance(icon, IcnsImageFile)
        sizes = icon.icns.itersizes()
        assert set(sizes) >= {(size, size, 2) for size in (16, 32, 128, 256, 512)}
        for size in sizes:
            assert is_drawn(icon.icns.getimage(size), size[0] * size[2])


def is_drawn(image: Image.Image, side: int) -> bool:
    """Whether it is a square of this side with something in it, and transparent corners."""
    colours = image.convert("RGBA").getcolors(side * side) or []
    corner = image.getchannel("A").getpixel((0, 0))
    return image.size == (side, side) and corner == 0 and len(colours) > 10


# Windows


class Called:
    """A call as it is written, for words of PyInstaller's that nobody has here."""

    def __init__(self, *given: object, **named: object) -> None:
        self.given, self.named = given, named


def test_properties_of_the_program_are_whole() -> None:
    text = windows.version_resource("1.20.3")
    tree = ast.parse(text.strip(), mode="eval")
    names = {node.id: Called for node in ast.walk(tree) if isinstance(node, ast.Name)}
    resource = eval(compile(tree, "version.txt", "eval"), names)
    assert resource.named["ffi"].named["filevers"] == (1, 20, 3, 0)
    strings, _ = resource.named["kids"]
    (table,) = strings.given[0]
    assert dict(entry.given for entry in table.given[1]) == {
        "CompanyName": "Mask Painter",
        "FileDescription": "Mask Painter",
        "FileVersion": "1.20.3",
        "InternalName": "mask-painter",
        "OriginalFilename": "mask-painter.exe",
        "ProductName": "Mask Painter",
        "ProductVersion": "1.20.3",
    }


def test_installer_offers_to_open_what_the_others_do_and_takes_nothing() -> None:
    script = windows.INSTALLER.read_text(encoding="utf-8")
    endings = {f".{ending}" for _, found, _ in identity.PICTURES.values() for ending in found}
    assert set(re.findall(r'insertmacro OpenWith "(\S+)"', script)) == endings
    assert set(re.findall(r'insertmacro NoLongerOpenWith "(\S+)"', script)) == endings
    # Of what others have written about a kind of file, only the list of offers is touched.
    written = re.findall(r'Reg\w+ (?:/\w+ )?HKCU "\$\{CLASSES\}\\\$\{ending\}(\S*)"', script)
    assert set(written) == {r"\OpenWithProgids", ""}
    assert re.findall(r'.*HKCU "\$\{CLASSES\}\\\$\{ending\}"', script) == [
        r'  DeleteRegKey /ifempty HKCU "${CLASSES}\${ending}"'
    ]
    assert "HKLM" not in script
    # Whoever chooses another program's folder by mistake must not have it taken for an older copy.
    assert '!define UNINSTALLER "${COMMAND}-uninstall.exe"' in script
    assert "$INSTDIR\\uninstall" not in script
    assert "RequestExecutionLevel user" in script


@on_linux
@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS isn't installed here")
def test_installer_is_compiled_without_a_warning_and_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "with a space" / "mask-painter"
    (folder / "_internal" / "данные").mkdir(parents=True)
    for name in ("mask-painter.exe", "_internal/python.dll", "_internal/данные/образец.png"):
        (folder / name).write_bytes(b"x" * 1000)
    icons.write_ico(tmp_path / "icon.ico")
    log = tmp_path / "signed.txt"
    signer = shell(tmp_path / "sign", f'head -c 2 "$2" >> "{log}"; echo " $1" >> "{log}"')
    monkeypatch.setenv(windows.SIGN, f"{signer} --with-key")
    target = tmp_path / "mask-painter-1.2.3-windows-x86_64-setup.exe"
    windows.write_installer(folder, tmp_path / "icon.ico", "1.2.3", target)
    assert target.read_bytes()[:2] == b"MZ"
    # The uninstaller, and the installer.
    assert log.read_text().splitlines() == ["MZ --with-key"] * 2


@on_linux
def test_program_is_signed_by_the_command_of_whoever_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "a program.exe"
    program.write_text("unsigned")
    signer = shell(tmp_path / "sign", 'echo "signed $1" > "$2"')
    windows.sign(program)
    assert program.read_text() == "unsigned"
    monkeypatch.setenv(windows.SIGN, f"{signer} well")
    windows.sign(program)
    assert program.read_text() == "signed well\n"
    monkeypatch.setenv(windows.SIGN, "false")
    with pytest.raises(subprocess.CalledProcessError):
        windows.sign(program)


# macOS


def test_macos_is_told_what_the_program_can() -> None:
    told = plistlib.loads(plistlib.dumps(identity.info_plist("1.2.3")))
    assert told["CFBundleVersion"] == "1.2.3"
    assert told["NSHighResolutionCapable"] is True
    assert told["NSRequiresAquaSystemAppearance"] is False
    assert told["CFBundleLocalizations"] == ["en", "ru"]
    kinds = {
        kind: (entry["CFBundleTypeRole"], entry["LSHandlerRank"])
        for entry in told["CFBundleDocumentTypes"]
        for kind in entry["LSItemContentTypes"]
    }
    offered = ("Viewer", "Alternate")
    assert kinds == dict.fromkeys(("public.png", "public.jpeg", "org.webmproject.webp"), offered)
    assert re.fullmatch(r"[a-z]+(\.[A-Za-z0-9-]+){2,}", identity.APPLICATION_ID)


def test_hardened_runtime_is_weakened_in_one_place_alone() -> None:
    with macos.ENTITLEMENTS.open("rb") as file:
        assert plistlib.load(file) == {
            "com.apple.security.cs.allow-unsigned-executable-memory": True
        }


def test_without_a_certificate_nothing_is_signed_and_nobody_asked() -> None:
    application, archive = Path("Mask Painter.app"), Path("notary.zip")
    assert macos.signature({}) == {}
    assert macos.notarise(application, archive, {}) == []


def test_apple_looks_at_what_is_packed_before_its_word_is_put_inside() -> None:
    signature = macos.signature({macos.SIGN: "Developer ID Application: Somebody (TEAM)"})
    assert signature["codesign_identity"] == "Developer ID Application: Somebody (TEAM)"
    assert Path(signature["entitlements_file"]) == macos.ENTITLEMENTS
    pack, submit, staple = macos.notarise(
        Path("Mask Painter.app"), Path("notary.zip"), {macos.NOTARY: "profile"}
    )
    assert pack == ["ditto", "-c", "-k", "--keepParent", "Mask Painter.app", "notary.zip"]
    assert submit[2:] == ["submit", "notary.zip", "--keychain-profile", "profile", "--wait"]
    assert staple == ["xcrun", "stapler", "staple", "Mask Painter.app"]
    elsewhere = {macos.NOTARY: "profile", macos.KEYCHAIN: "/tmp/its own.keychain-db"}
    _, submit, _ = macos.notarise(Path("Mask Painter.app"), Path("notary.zip"), elsewhere)
    assert submit[-3:] == ["--keychain", "/tmp/its own.keychain-db", "--wait"]


# The archive, tried


def packed(tmp_path: Path, program: str) -> Path:
    """A folder for archives, with one of this program."""
    shell(tmp_path / "mask-painter/mask-painter", program)
    dist = tmp_path / "dist"
    dist.mkdir()
    with tarfile.open(dist / f"mask-painter-{__version__}-linux-x86_64.tar.xz", "w:xz") as archive:
        archive.add(tmp_path / "mask-painter", "mask-painter")
    return dist


@on_linux
@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        (f"echo mask-painter {__version__}", 0, "--self-test: ok"),
        ("echo mask-painter 99.0.0", 1, "it says 'mask-painter 99.0.0\\n'"),
        (
            f"echo mask-painter {__version__}; [ $1 = --version ] || exit 3",
            1,
            "--self-test: code 3",
        ),
        (f'echo "{__version__}"; exit "${{#PYTHONPATH}}${{#QT_QPA_PLATFORM}}"', 0, "ok"),
    ],
    ids=["well", "another version", "failing", "in a clean environment"],
)
def test_archive_is_tried_as_it_is_given_away(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    program: str,
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert try_bundle.main(packed(tmp_path, program)) == code
    assert said in capsys.readouterr().out


def test_archive_that_is_not_there_is_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert try_bundle.main(tmp_path) == 1
    assert "dev.py bundle makes it" in capsys.readouterr().out


# The release


def missing(
    *,
    tag: str = "",
    publisher: str = "org.example.painter",
    mail: str = "painter@example.org",
    home: str = "https://example.org",
    address: str = PAGE,
) -> str:
    return "\n".join(release.problems(tag, publisher, mail, home, address))


def test_release_needs_a_publisher_an_address_and_its_own_tag() -> None:
    assert missing() == missing(tag=f"v{__version__}") == ""
    assert "The tag v99.0.0 is not of version" in missing(tag="v99.0.0")
    assert "put the publisher's own in its place" in missing(publisher="local.painter.painter")
    assert "nobody is there" in missing(mail="painter@localhost")
    assert "no https address of a page" in missing(home="")
    assert "hears of a newer one" in missing(address="")
    assert "is not https" in missing(address="http://example.org")


@pytest.mark.parametrize("arguments", [["check", "v99"], ["check"]])
def test_what_is_missing_is_said_with_code_1(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    known = bool(updates.ADDRESS and identity.HOME_PAGE) and "@localhost" not in identity.MAIL
    published = known and not identity.APPLICATION_ID.startswith("local.")
    assert release.main(arguments) == (0 if published and len(arguments) == 1 else 1)
    assert ("v99 is not of version" in capsys.readouterr().err) == (len(arguments) == 2)


def test_address_is_read_as_the_program_has_it(tmp_path: Path) -> None:
    assert release.updates_address() == updates.ADDRESS
    source = tmp_path / "updates.py"
    source.write_text(f'"""Doc."""\nADDRESS = "{PAGE}"\n')
    assert release.updates_address(source) == PAGE


def test_version_file_is_one_that_the_program_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["version-file", PAGE]) == 0
    found = parse_release(capsys.readouterr().out.encode())
    assert (found.version, found.page) == (__version__, PAGE)
    with pytest.raises(SystemExit):
        release.main(["version-file", "http://example.org"])


def test_version_is_a_plain_one_and_in_one_place() -> None:
    assert release.PLAIN.fullmatch(__version__)
    folders = ("app", "packaging", ".github")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [ROOT / "pyproject.toml", ROOT / "README.md"]
    wanted = re.compile(rf"(?<![\d.=]){re.escape(__version__)}(?![\d.])")
    kinds = {".py", ".toml", ".md", ".spec", ".nsi", ".sh", ".xml", ".desktop", ".plist", ".yml"}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in kinds and wanted.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["app/__init__.py"]


# The workflow


def test_workflow_uses_nothing_that_could_change_unseen() -> None:
    uses = re.findall(r"uses: (\S+)(.*)", WORKFLOW)
    assert len(uses) > 5
    loose = [name for name, _ in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", name)]
    assert loose == []
    assert [name for name, comment in uses if not re.fullmatch(r" # v\d+\.\d+\.\d+", comment)] == []


def test_secrets_and_names_from_outside_reach_a_step_by_its_environment_alone() -> None:
    lines = [line.strip() for line in WORKFLOW.splitlines() if "${{" in line]
    a_value = re.compile(r"[\w-]+: [\w-]*\$\{\{ [^{}]+ \}\}")
    assert [line for line in lines if not a_value.fullmatch(line)] == []
    secrets = [line for line in lines if "secrets." in line]
    assert secrets
    variable = re.compile(r"[A-Z_]+: \$\{\{ secrets\.[A-Z_]+( != '')? \}\}")
    assert [line for line in secrets if not variable.fullmatch(line)] == []


def test_workflow_runs_what_is_there() -> None:
    scripts = set(re.findall(r"packaging/\w+\.py", WORKFLOW))
    assert {"packaging/dev.py", "packaging/try_bundle.py", "packaging/release.py"} <= scripts
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
    variables = {windows.SIGN, macos.SIGN, macos.NOTARY, macos.KEYCHAIN}
    assert variables == set(re.findall(r"MASK_PAINTER_\w+", WORKFLOW))
