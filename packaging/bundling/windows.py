"""What Windows gets: the program's properties, and an installer for one user.

The installer is compiled by NSIS, on any system that has `makensis`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bundling import identity
from bundling.papers import ROOT

INSTALLER = ROOT / "packaging" / "windows" / "installer.nsi"
SIGN = "MASK_PAINTER_SIGN_WINDOWS"
"""The variable with the command that signs a file in its place, whose path is put after it."""

_RESOURCE = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0,
    OS=0x40004, fileType=0x1, subtype=0x0, date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "{name}"),
      StringStruct("FileDescription", "{name}"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "{command}"),
      StringStruct("OriginalFilename", "{command}.exe"),
      StringStruct("ProductName", "{name}"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ]
)
"""


def version_resource(version: str) -> str:
    """What is shown as the program's properties, in the words of PyInstaller's version files."""
    return _RESOURCE.format(
        numbers=_four_numbers(version),
        name=identity.NAME,
        command=identity.COMMAND,
        version=version,
    )


def write_installer(folder: Path, icon: Path, version: str, target: Path) -> None:
    """An installer of what PyInstaller has made in the folder.

    It is signed, and so is the uninstaller in it, by the command in the variable SIGN, if that is
    set. Raises CalledProcessError when makensis fails, or would warn.
    """
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    defines = {
        "NAME": identity.NAME,
        "COMMAND": identity.COMMAND,
        "VERSION": version,
        "NUMBERS": ".".join(map(str, _four_numbers(version))),
        "SOURCE": str(folder),
        "SIZE_KB": str(size // 1024),
        "ICON": str(icon),
        "TARGET": str(target),
    }
    if os.environ.get(SIGN):
        defines["SIGN"] = os.environ[SIGN]
    options = [f"-D{name}={value}" for name, value in defines.items()]
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(INSTALLER)]
    subprocess.run(command, check=True)


def sign(path: Path) -> None:
    """Sign a program by the command in the variable SIGN, if that is set.

    Raises CalledProcessError when it fails.
    """
    command = os.environ.get(SIGN)
    if command:
        # As makensis does it: what is in the variable is a line for the shell, by who builds.
        subprocess.run(f'{command} "{path}"', shell=True, check=True)  # noqa: S602


def _four_numbers(version: str) -> tuple[int, ...]:
    return tuple([int(number) for number in version.split(".")[:4]] + [0] * 4)[:4]
