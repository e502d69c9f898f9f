"""Archives of a folder that are the same for the same content, and their checksums."""

from __future__ import annotations

import hashlib
import lzma
import os
import platform
import tarfile
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

SUMS = "SHA256SUMS"
_STRONGEST = 9 | lzma.PRESET_EXTREME


def write_tar_xz(folder: Path, target: Path, when: int) -> None:
    """Pack the folder, itself included; owners are root, times are `when` (seconds since 1970)."""
    filters: list[dict[str, int]] = [{"id": lzma.FILTER_LZMA2, "preset": _STRONGEST}]
    if platform.machine() in ("x86_64", "AMD64"):
        # Calls in machine code become alike: a tenth less.
        filters.insert(0, {"id": lzma.FILTER_X86})
    with (
        lzma.open(target, "wb", format=lzma.FORMAT_XZ, filters=filters) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in (folder, *_inside(folder)):
            info = archive.gettarinfo(path, arcname=str(path.relative_to(folder.parent)))
            info.uid = info.gid = 0
            info.uname = info.gname = "root"
            info.mtime = when
            info.mode = 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
            if info.isreg():
                with path.open("rb") as file:
                    archive.addfile(info, file)
            else:
                archive.addfile(info)


def write_zip(folder: Path, target: Path, when: int) -> None:
    """Pack the folder, itself included, as Windows opens it by itself; times are `when`."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in _inside(folder):
            if path.is_file():
                name = path.relative_to(folder.parent).as_posix()
                info = zipfile.ZipInfo(name, time.gmtime(when)[:6])
                packing = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes(), packing, compresslevel=9)


def write_sums(files: Iterable[Path], target: Path) -> None:
    """The files' SHA-256, as `sha256sum --check` reads them."""
    lines = []
    for file in sorted(files):
        with file.open("rb") as stream:
            lines.append(f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {file.name}\n")
    target.write_text("".join(lines), encoding="utf-8")


def _inside(folder: Path) -> list[Path]:
    """All that is in it, links themselves and not what they point to, in the order of names."""
    return sorted(folder.rglob("*"))
