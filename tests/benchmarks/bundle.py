"""What a designer installs, beside the least window of PySide6 that is bundled by the same recipe:
how large it is, how long it takes to the first frame, what it holds at rest. Both are built here.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bundle import BUILD, freeze, furnish
from bundling.archive import write_tar_xz
from bundling.papers import build_time

from tests.benchmarks.figures import Row
from tests.benchmarks.launch import Program, Stage
from tests.benchmarks.start import RESTS, SLOWER, STARTS, against, from_source
from tests.support.x11 import MISSING

LARGER, BUNDLE_SLOWER, THAN_SOURCE = 1.35, 1.25, 1.0


def rows() -> Iterator[Row]:
    """Linux with Xvfb only."""
    if not sys.platform.startswith("linux") or "Xvfb" in MISSING:
        yield Row("the bundle", "not measured: only Xvfb tells")
        return
    whole, bare = built(BUILD.parent / "measured")
    yield from size_rows("size on disk", size(bare), size(whole))
    with ThreadPoolExecutor() as both:
        packed, packed_bare = both.map(packed_size, (whole, bare))
    yield from size_rows("size as .tar.xz", packed_bare, packed)
    source, bare_source = from_source()
    program = Program("the bundle", (str(whole / whole.name),))
    bare_program = Program("a bare window's bundle", (str(bare / bare.name),))
    with Stage() as stage:
        stage.measure([program, bare_program, source, bare_source], STARTS, RESTS)
    yield from against(source, bare_source, (SLOWER, bare_source))
    yield from against(program, bare_program, (BUNDLE_SLOWER, bare_program), (THAN_SOURCE, source))


def built(folder: Path) -> tuple[Path, Path]:
    """The program's bundle as it is installed, and the bare window's."""
    for made in (folder, BUILD):
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
    whole, bare = freeze(into=folder), freeze(bare=True, into=folder)
    furnish(whole, build_time())
    return whole, bare


def size(folder: Path) -> int:
    """Of all files in it, in bytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def packed_size(folder: Path) -> int:
    """Of the archive that is given away, in bytes."""
    target = folder.with_suffix(".tar.xz")
    write_tar_xz(folder, target, build_time())
    return target.stat().st_size


def size_rows(what: str, bare: int, whole: int) -> Iterator[Row]:
    """Both sizes, and whether the program's is within its share."""
    yield Row(f"{what}, a bare window's bundle", f"{bare / 1e6:.1f} MB")
    yield Row(
        f"{what}, the bundle",
        f"{whole / 1e6:.1f} MB = {whole / bare:.3f} ×",
        f"≤ {LARGER:g} × bare",
        whole <= LARGER * bare,
    )
