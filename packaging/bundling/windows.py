"""What Windows shows as a program's properties, in the words of PyInstaller's version files."""

from __future__ import annotations

from bundling import identity

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
    """The file for a version such as "0.1.0"."""
    numbers = tuple([int(number) for number in version.split(".")[:4]] + [0] * 4)[:4]
    return _RESOURCE.format(
        numbers=numbers, name=identity.NAME, command=identity.COMMAND, version=version
    )
